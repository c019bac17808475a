import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** A thing that can fail on the way from a live patch to its request, and the tests that say what happens then. */
interface Row {
  readonly step: string;
  readonly fails: string;
  readonly must: string;
  /** Files below `test/src`, without `.test.ts`, each with the beginning of a title. */
  readonly proof: readonly (readonly [file: string, title: string])[];
}

/** The failure table. A row without a proof, or a proof that is gone, fails the test below. */
const rows: readonly Row[] = [
  {
    step: 'prepare',
    fails: 'disk full, state folder read-only',
    must: 'nothing is loaded; why is said',
    proof: [
      ['record/outbox', 'an outbox that cannot be written refuses the patch'],
      ['record/full-disk', 'an outbox on a full disk refuses the patch'],
      ['live/bad-target', 'a shell that cannot write its outbox does not touch the process'],
      ['live/bad-target', 'an agent that cannot write its journal refuses the patch'],
    ],
  },
  {
    step: 'apply',
    fails: 'the process refuses; the shell dies between outbox and process',
    must: 'the entry stays; the process is asked later whether it has the patch',
    proof: [
      ['shell/change', 'ends with what the process refuses; nothing is pushed'],
      ['shell/change', 'goes on when the answer was lost but the process has the patch'],
      ['shell/change-record', 'an entry that the process never heard of is given up'],
      ['shell/records', 'outbox finds what a process runs without a record'],
    ],
  },
  {
    step: 'locate source',
    fails: 'no repository, commit unknown, file not in the tree, live text is not the blob',
    must: 'the bytes are kept; a repository or commit is asked for',
    proof: [
      ['record/checkout', 'a checkout that is gone, or no repository, is said'],
      ['record/checkout', 'a deployed commit that nobody has is a clear failure'],
      ['record/commit', 'an edit that was not made from the deployed bytes is refused'],
      ['live/bad-target', 'running code that does not match the deployed commit is refused'],
    ],
  },
  {
    step: 'fetch deployed commit',
    fails: 'server of protocol 0, offline, login',
    must: 'tried again later; a deeper fetch is named; no other commit is taken',
    proof: [
      ['record/fetch-deployed', 'a server that gives no commit by its name is said'],
      ['record/fetch-deployed', 'a remote that is away while the deployed commit is to be fetched'],
      ['record/fetch-deployed', 'a remote that wants a login before it gives the deployed commit'],
      ['record/fetch-deployed', 'a partial clone fetches what the patch needs'],
    ],
  },
  {
    step: 'commit',
    fails: 'signing fails, disk full, ref exists',
    must: 'the person decides on signatures; the ref is adopted when it is of the patch',
    proof: [
      ['record/sign', 'a signature that fails is said'],
      ['record/sign', 'who signs with gpg signs this commit, and what was made once stands'],
      ['record/full-disk', 'a repository on a full disk keeps the record waiting'],
      ['record/push', 'a ref of the patch that holds something else is left alone'],
    ],
  },
  {
    step: 'anywhere',
    fails: 'kill -9',
    must: 'one commit, one branch, one request in the end',
    proof: [
      ['stories/killed-before', 'a shell that is killed before any of its steps'],
      ['stories/killed-after', 'a shell that is killed after any of its steps'],
      ['ledger/kill', 'killed '],
    ],
  },
  {
    step: 'push',
    fails: 'network, 5xx, reply lost',
    must: 'the remote is asked what it has; tried again with growing waits; a descendant counts as pushed',
    proof: [
      ['record/push-over-http', 'one push that ends with '],
      ['record/push-over-http', 'a remote that is down keeps the record where it is'],
      ['record/push', 'a branch to which a person has added, or which a person has rewritten'],
      ['record/push-over-http', 'six shells at once make one commit and one branch'],
    ],
  },
  {
    step: 'push',
    fails: 'name taken, or in the way as a folder',
    must: 'the next deterministic name, recorded',
    proof: [
      ['record/push', 'a taken branch name is left alone'],
      ['record/push', 'a branch named suture makes room with a dash'],
    ],
  },
  {
    step: 'push',
    fails: '401, 403, permission denied',
    must: 'the next credentials for the same host, then a fork if allowed, else a person',
    proof: [
      ['record/credentials', 'a token is in no argument'],
      ['record/push-over-http', 'a server that wants a login that nobody has is said'],
      ['record/fork', ': a person is asked once'],
      ['record/fork', 'a no is remembered'],
      ['record/fork', 'where nobody can be asked'],
    ],
  },
  {
    step: 'push',
    fails: 'GH006, GH013, push rules, protection of secrets',
    must: 'told word for word, not repeated; another prefix, a fork, a bundle',
    proof: [
      ['record/push', 'the words of a hook that refuses the push reach the person'],
      ['record/push-over-http', 'the refusal of a hook is told over HTTP as well'],
      ['record/push', 'a server whose rules want another beginning of names gets it'],
      ['record/fork', 'rules that refuse the branch send it to a fork'],
      ['record/fork', 'a push that is refused for a secret in it goes to no fork'],
    ],
  },
  {
    step: 'create request',
    fails: 'reply lost, 422 exists, 409',
    must: 'found in any state and adopted',
    proof: [
      ['record/every-forge', ': a request whose answer was lost is found'],
      ['record/every-forge', ': six shells at once make one request'],
      ['record/github', 'a request that exists but is not in the filtered list is found by paging'],
      ['record/github', 'the same branch name in the fork of somebody else'],
    ],
  },
  {
    step: 'create request',
    fails: 'head invalid',
    must: 'asked for again; pushed again where the branch is gone',
    proof: [
      ['record/github-refusals', 'a branch that the forge does not know yet is asked for again'],
      ['record/github', 'a branch that disappeared after the push is pushed again'],
    ],
  },
  {
    step: 'create request',
    fails: 'no commits between; the base has the fix',
    must: 'upstream, with the commit that brought it',
    proof: [
      ['record/carry', 'a fix that the base already has, '],
      ['record/github', 'a fix that the base already contains is upstream'],
    ],
  },
  {
    step: 'create request',
    fails: 'no drafts, no collaboration',
    must: 'once more without',
    proof: [
      ['record/carry', 'a patch that contradicts the base it is carried to opens a draft'],
      ['record/fork', ': a person is asked once'],
    ],
  },
  {
    step: 'create request',
    fails: '403 or 429 for a limit',
    must: 'the moment that the forge named is kept, shown, and waited for',
    proof: [
      ['record/github-refusals', 'a limit of the forge is waited for, by its own clock'],
      ['record/github-refusals', 'Retry-After counts in seconds and as a date'],
    ],
  },
  {
    step: 'create request',
    fails: '401, 403, 404 for a right',
    must: 'the branch is safe, and the address to open the request by hand is printed',
    proof: [
      ['record/every-forge', ': down, limited, or without the right'],
      ['record/github-refusals', 'a token without the right, or a repository out of sight'],
      ['record/github-refusals', 'no token at all leaves the branch'],
    ],
  },
  {
    step: 'request found closed',
    fails: 'a person decided',
    must: 'not reopened; that the live patch has no home is said',
    proof: [
      ['record/every-forge', ': a request whose answer was lost is found, and one that a person closed stays closed'],
      ['shell/records', 'a request that was closed without a merge leaves a live patch without a home'],
    ],
  },
  {
    step: 'decorate',
    fails: 'label or reviewer unknown',
    must: 'a note',
    proof: [['record/every-forge', ': a draft while the patch is on trial']],
  },
  {
    step: 'afterwards',
    fails: 'the base moves against the request',
    must: 'one comment; no branch is rewritten',
    proof: [['record/look-again', 'a base that moves against an open request is said there, once']],
  },
  {
    step: 'any call',
    fails: 'the repository has moved, or is archived',
    must: 'followed on the same host; a package where it is archived',
    proof: [
      ['record/github', 'a repository that has moved on the same host is followed'],
      ['record/credentials', 'a forge that sends the request to another host gets no token there'],
      ['record/github-refusals', 'an archived repository leaves a package'],
    ],
  },
  {
    step: 'outbox',
    fails: 'json cut off, bytes changed',
    must: 'put aside with the reason; the process and refs/suture hold it too',
    proof: [
      ['record/outbox', 'a truncated entry is put aside'],
      ['record/outbox', 'an entry whose json is cut off is put aside, and can be prepared anew'],
      ['shell/change-record', 'a record that another machine began is finished from what the process keeps'],
    ],
  },
];

for (const { step, fails, must, proof } of rows)
  test(`${step}: ${fails}: ${must}`, () => {
    assert.ok(proof.length > 0);
    for (const [file, title] of proof) {
      const source = readFileSync(new URL(`../../src/${file}.test.ts`, import.meta.url), 'utf8');
      const titles = [...source.matchAll(/\b(?:test|it)\(\s*(['"`])(.+?)\1,/g)].map(([, , text]) => text ?? '');
      assert.ok(
        titles.some((text) => text.replace('${kind}', '').startsWith(title)),
        `${file}.test.ts has no test that begins with "${title}"`,
      );
    }
  });
