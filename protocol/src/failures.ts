/** Every way a request can fail on purpose: a code, the sentence for it and the hint that helps. */
export interface FailureText {
  /** What happened, as one sentence without the particulars. */
  readonly sentence: string;
  /** What the person at the terminal can do about it. */
  readonly hint: string;
}

/** Names one failure; scripts may compare it, never the text. */
export type FailureCode = keyof typeof failures;

/** The table of failures: one sentence and one hint each; the type of every code comes from here. */
export const failures: {
  readonly [Code in
    | 'bad_request'
    | 'unknown_method'
    | 'target_busy'
    | 'module_not_loaded'
    | 'module_ambiguous'
    | 'plan_refused'
    | 'conflict'
    | 'unknown_patch'
    | 'patch_in_the_way'
    | 'wrong_state'
    | 'not_recordable'
    | 'load_failed'
    | 'migration_failed'
    | 'cannot_strip'
    | 'not_running'
    | 'cannot_interrupt'
    | 'cannot_watch'
    | 'bad_condition'
    | 'cannot_read'
    | 'unknown_call'
    | 'cannot_replay'
    | 'not_written'
    | 'unknown_handle'
    | 'internal']: FailureText;
} = {
  bad_request: {
    sentence: 'The request is not one that the agent understands.',
    hint: 'Use the same version of the shell and of @suture/agent.',
  },
  unknown_method: {
    sentence: 'The agent does not know this request.',
    hint: 'Update @suture/agent in the service, or use an older shell.',
  },
  target_busy: {
    sentence: 'The main thread of the process does not answer.',
    hint: '`suture stack` shows the call that it is busy in, `suture interrupt` ends it; native code, or a busy machine, has to be waited for.',
  },
  module_not_loaded: {
    sentence: 'The process has not loaded this module, or the agent could not make it patchable.',
    hint: '`suture modules` lists what can be patched.',
  },
  module_ambiguous: {
    sentence: 'The name fits more than one loaded module.',
    hint: 'Give more of the path, as `suture modules` prints it.',
  },
  plan_refused: {
    sentence: 'The edit cannot be loaded into a running process as it stands.',
    hint: '`suture plan` says which lines stand in the way, and why.',
  },
  conflict: {
    sentence: 'The module was patched since this plan was made.',
    hint: 'Look at `suture patches`, then plan again on top of what runs now.',
  },
  unknown_patch: {
    sentence: 'The process knows no patch of this id.',
    hint: '`suture patches` lists the patches of this process.',
  },
  patch_in_the_way: {
    sentence: 'A later patch of the same module stands on top of this one.',
    hint: 'Roll the later one back first.',
  },
  wrong_state: {
    sentence: 'The patch is not in a state that allows this.',
    hint: '`suture patches` shows the state of each patch.',
  },
  not_recordable: {
    sentence: 'The agent cannot write its journal, so nothing may be loaded that could be forgotten.',
    hint: 'Make the folder of SUTURE_STATE_DIR writable for the service, then try again.',
  },
  load_failed: {
    sentence: 'The new code threw while it was being prepared; nothing was changed.',
    hint: 'The error names the line; correct the edit and plan again.',
  },
  migration_failed: {
    sentence: 'The migration did not bring the live state over; the patch was not loaded.',
    hint: 'Code and members are as before; what `up` had set by then stays set. Correct the migration and patch again.',
  },
  cannot_strip: {
    sentence: "The process's Node cannot strip the types of this file.",
    hint: 'Node strips types from 22.13 on, and only syntax that can be erased.',
  },
  not_running: {
    sentence: 'The thread runs nothing of the application now.',
    hint: '`suture stack` shows what it runs; `suture status` says whether it is stuck.',
  },
  cannot_interrupt: {
    sentence: 'The running call cannot be ended this way.',
    hint: 'Name another frame of `suture stack` with --frame, set a variable with --set, or see --terminate.',
  },
  cannot_watch: {
    sentence: 'This function cannot be watched.',
    hint: 'Name it as `suture plan` does (`quote`, `Cart.total`), or give the number of a line inside of it.',
  },
  bad_condition: {
    sentence: 'The condition cannot be used.',
    hint: 'It may read parameters and `args`, of a watch also `result`, `error` and `ms`, and may have no side effect.',
  },
  cannot_read: {
    sentence: 'The expression gives nothing that can be looked into.',
    hint: 'Name an object, a class or a function that is in sight there: `suture source MODULE` shows what a module has.',
  },
  unknown_call: {
    sentence: 'The process keeps no call of this number.',
    hint: 'The latest 100 calls are kept, for ten minutes; `suture watch` shows new ones, with their numbers.',
  },
  cannot_replay: {
    sentence: 'This call cannot be made once more.',
    hint: 'Watch the function again, or a function that it calls.',
  },
  not_written: {
    sentence: 'The file could not be written.',
    hint: 'See that the disk of the process has room and SUTURE_STATE_DIR can be written.',
  },
  unknown_handle: {
    sentence: 'The handle has ended.',
    hint: 'Handles end when they are not used for some minutes; evaluate the expression again.',
  },
  internal: {
    sentence: 'The agent met a bug of its own; the process goes on.',
    hint: 'Please report it with the text of this error.',
  },
};
