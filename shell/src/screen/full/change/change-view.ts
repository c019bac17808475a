import type { Doing } from '@suture/protocol/presence.js';
import { nothingTold, type ToldConsequences } from '../../../change/consequences.ts';
import type { PlannedEdit } from '../../../change/plan-edit.ts';
import type { AgentEvent, Channel } from '../../../connect/channel.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import type { ChangeFlow } from '../../change-flow.ts';
import { say } from '../../theme.ts';
import type { Page, Stage, View, ViewKey } from '../view.ts';
import { changeKeys } from './change-keys.ts';
import { footRows, stepperRow } from './change-rows.ts';
import type { ChangeState, Phase } from './change-state.ts';
import type { ChangeBeginning, Course } from './course.ts';
import { addEvidence } from './evidence.ts';
import { check, discard, edit, tryOut } from './editing.ts';
import { keep, load, look, record, undo } from './loading.ts';
import { doingOf } from './doing.ts';
import { follow, lookAtCalls } from './following.ts';
import { type PlanRows, planRows } from './plan-rows.ts';

const lookEveryMs = 1_000;
const unreachable = new Set(['connection_lost', 'not_connected', 'timed_out', 'gone', 'unreachable']);

/**
 * One change from the editor to the record. A load goes on when the view is left meanwhile; the text lies on disk until it
 * runs.
 */
export class ChangeView implements View, Course {
  readonly title: string;
  readonly stage: Stage;
  readonly change: ChangeFlow;
  readonly beginning: ChangeBeginning;
  readonly #editing: AbortController = new AbortController();
  #state: ChangeState;
  #laid:
    | { readonly of: PlannedEdit; readonly told: ToldConsequences; readonly columns: number; readonly laid: PlanRows }
    | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told: Doing | null = null;
  #isOpen = true;

  constructor(stage: Stage, change: ChangeFlow, beginning: ChangeBeginning) {
    this.stage = stage;
    this.change = change;
    this.beginning = beginning;
    const edits = beginning.is === 'edit';
    this.title = edits ? `edit ${sanitizeLine(beginning.file)}` : 'patch';
    const phase: Phase = { is: edits ? 'editing' : 'checking' };
    const { why, tryout } = beginning;
    const known = { meanwhile: undefined, standing: new Map(), told: nothingTold, follows: false, seen: [], adds: [] };
    this.#state = { phase, draft: undefined, why, tryout, ...known };
    // The view has to be on the screen before it asks or lends.
    setImmediate(() => void (edits ? edit(this) : check(this)));
  }

  get state(): ChangeState {
    return this.#state;
  }

  get ended(): AbortSignal {
    return this.#editing.signal;
  }

  readonly to = (phase: Phase): void => {
    this.#state = { ...this.#state, phase };
    this.#tellOthers();
    if (this.#isOpen) this.stage.changed();
  };

  readonly keep = (part: Partial<Omit<ChangeState, 'phase'>>): void => {
    this.#state = { ...this.#state, ...part };
    if (this.#isOpen) this.stage.changed();
  };

  readonly watch = (): void => {
    clearTimeout(this.#timer);
    if (!this.#isOpen) return;
    const looks = this.#state.follows ? [look(this), lookAtCalls(this)] : [look(this)];
    void Promise.all(looks).finally(() => {
      clearTimeout(this.#timer);
      const { phase, follows } = this.#state;
      const goesOn = phase.is === 'live' || (follows && 'planned' in phase);
      if (goesOn && this.#isOpen) this.#timer = setTimeout(this.watch, lookEveryMs);
    });
  };

  keys(): readonly ViewKey[] {
    return changeKeys(this.#state);
  }

  page({ columns }: { readonly columns: number }): Page {
    const { phase } = this.#state;
    return {
      head: [stepperRow(this.#state), []],
      body: 'planned' in phase ? this.#lay(phase.planned, columns).rows : [],
      foot: footRows(this.#state, columns, Date.now()),
      marks: false,
    };
  }

  act(act: string, at: number): void {
    const { phase } = this.#state;
    if (act === 'edit') void edit(this);
    else if (act === 'check') void check(this);
    else if (act === 'discard') void discard(this);
    else if (act === 'look') void look(this);
    else if (act === 'load' && phase.is === 'planned') void load(this, phase.planned);
    else if (act === 'try') void tryOut(this);
    else if (act === 'follow') follow(this);
    else if (act === 'evidence') void addEvidence(this);
    else if (act === 'keep' && phase.is === 'live') void keep(this, phase);
    else if (act === 'undo' && phase.is === 'live') void undo(this, phase);
    else if (act === 'record' && phase.is === 'live') void record(this, phase);
    else if (act === 'nextHunk' || act === 'lastHunk') this.#goToHunk(act, at);
  }

  heard({ event, data }: AgentEvent): void {
    const { phase } = this.#state;
    if (event !== 'patch') return;
    if ('id' in phase && phase.id === data.id) {
      if (phase.is === 'live') this.to({ ...phase, patch: data });
      else if (phase.is === 'unknown') void look(this);
      return;
    }
    const { standing } = this.#state;
    if (phase.is !== 'planned' || standing.get(data.id) === data.state) return;
    const who = data.author.replace(/ <.*/, '');
    const does = data.state === 'live' ? 'has a live patch' : 'has no live patch any more';
    const meanwhile = `${who} ${does} of ${data.modules.join(', ')}: ${data.why}`;
    this.keep({ meanwhile, standing: new Map([...standing, [data.id, data.state]]) });
    const paths = new Set(phase.planned.plan.modules.map(({ path }) => path));
    if (data.modules.some((path) => paths.has(path))) void check(this);
  }

  connected(channel: Channel | undefined): void {
    const { phase } = this.#state;
    if (channel === undefined) return;
    // Only what changes nothing is begun again by itself.
    if (phase.is === 'stopped' && phase.during === 'check' && unreachable.has(phase.failure.code)) void check(this);
    else void look(this);
  }

  holds(): string | undefined {
    return this.#state.phase.is === 'loading'
      ? 'It is being loaded and goes on; what becomes of it is printed above the prompt. Leave?'
      : undefined;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#editing.abort();
    this.#tellOthers();
    const { draft, phase } = this.#state;
    if (draft === undefined || phase.is === 'loading' || phase.is === 'live') return;
    if (phase.is === 'stopped' && phase.failure.code === 'nothing_edited') {
      // What cannot be dropped now, the next edit of the file drops.
      void this.change.drop(draft).catch(() => {});
      return;
    }
    const path = sanitizeLine(draft.path);
    this.stage.print([say(`The text is kept in ${sanitizeLine(draft.file)}; :edit ${path} goes on with it.`, 'muted')]);
  }

  /** Everybody attached sees who is about to change what, before it is changed. */
  #tellOthers(): void {
    const doing = this.#isOpen ? doingOf(this.#state, this.beginning) : null;
    if (doing?.what === this.#told?.what && doing?.of.join() === this.#told?.of.join()) return;
    this.#told = doing;
    this.stage.present(doing);
  }

  #goToHunk(act: 'nextHunk' | 'lastHunk', at: number): void {
    const starts = this.#laid?.laid.starts ?? [];
    const row = act === 'nextHunk' ? starts.find((start) => start > at) : starts.findLast((start) => start < at);
    if (row !== undefined) this.stage.goTo(row);
  }

  /** The rows of a large diff are made once, not with every key. */
  #lay(planned: PlannedEdit, columns: number): PlanRows {
    const { told } = this.#state;
    if (this.#laid?.of !== planned || this.#laid.columns !== columns || this.#laid.told !== told) {
      this.#laid = {
        of: planned,
        told,
        columns,
        laid: planRows(planned, told, { columns, colours: this.stage.colours }),
      };
    }
    return this.#laid.laid;
  }
}
