import type { Branches } from '@suture/protocol/tree.js';
import type { Failure } from '../../failure.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { type Printed, say } from '../theme.ts';
import { asFailure, failureRows } from './as-failure.ts';
import { changed, grown, handlesOf, noTree, pathOf, planted, rowsOf, type Tree, type TreeRow } from './tree-state.ts';
import type { Page, Stage, View, ViewKey } from './view.ts';

const keys: readonly ViewKey[] = [
  { keys: ['enter', 'right', 'l', ' '], act: 'unfold', shown: 'Enter →', does: 'unfold, or more of it' },
  { keys: ['left', 'h'], act: 'fold', shown: '←', does: 'fold, or to what holds it' },
  { keys: ['R'], act: 'read', shown: 'R', does: 'read the expression again' },
];
const pageEntries = 50;

/** Opens the value of an expression as a tree whose branches are asked for when they are unfolded; no getter runs. */
export function treeView(stage: Stage, expression: string, module: string | undefined): View {
  let tree: Tree = noTree;
  let failed: Failure | undefined;
  let isOpen = true;

  const set = (next: Tree): void => {
    tree = next;
    if (isOpen) stage.changed();
  };
  const release = (): void => {
    const handles = handlesOf(tree);
    // Handles end by themselves as well; that one could not be given back early is nothing to tell.
    if (handles.length > 0)
      void stage
        .channel()
        .call('release', { handles })
        .catch(() => {});
  };
  const read = async (): Promise<void> => {
    release();
    failed = undefined;
    set(noTree);
    try {
      const value = await stage.channel().call('look', { expression, module, session: true });
      set(planted(value));
      if (isOpen) await unfold(0);
      else release();
    } catch (error) {
      failed = asFailure(error);
      set(noTree);
    }
  };
  const unfold = async (id: number): Promise<void> => {
    const node = tree.nodes.get(id);
    if (node === undefined || node.is === 'asking' || node.value.handle === null) return;
    const from = node.children.length === 0 ? 0 : node.next;
    if (from === null || (node.is === 'closed' && node.children.length > 0))
      return set(changed(tree, id, { is: 'open' }));
    set(changed(tree, id, { is: 'asking' }));
    let page: Branches;
    try {
      page = await stage.channel().call('expand', { handle: node.value.handle, from, limit: pageEntries });
    } catch (error) {
      const { message, hint } = asFailure(error);
      return set(changed(tree, id, { is: 'failed', failed: `${message} ${hint}` }));
    }
    set(grown(tree, id, page));
    if (!isOpen) release();
  };
  void read();
  return {
    title: `tree of ${sanitizeLine(expression)}`,
    keys: () => keys,
    page({ columns }, at) {
      if (failed === undefined) return treePage(tree, expression, at);
      return { head: [], body: failureRows(failed, columns), foot: [], marks: false };
    },
    act(act, at) {
      if (act === 'read') return void read();
      const row = rowsOf(tree)[at];
      if (row === undefined) return;
      const { node } = row;
      if (act === 'unfold') return void unfold(node.id);
      if (!row.more && node.is !== 'closed') return set(changed(tree, node.id, { is: 'closed' }));
      const parent = row.more ? node.id : node.parent;
      const above = rowsOf(tree).findIndex((each) => each.node.id === parent);
      if (above >= 0) stage.goTo(above);
    },
    connected(channel) {
      if (channel !== undefined) stage.notice('The handles ended with the connection: R reads it again.');
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      release();
    },
  };
}

function treePage(tree: Tree, expression: string, at: number): Page {
  const rows = rowsOf(tree);
  const marked = rows[at]?.node;
  return {
    head: [],
    body: rows.length === 0 ? [say('reading …', 'muted')] : rows.map(drawn),
    foot: marked === undefined ? [] : [say(` ${sanitizeLine(pathOf(tree, expression, marked.id))}`, 'prompt')],
    marks: rows.length > 0,
  };
}

function drawn({ node, more }: TreeRow): Printed {
  const { value, depth, is, children, total, next, failed } = node;
  const indent = '  '.repeat(more ? depth + 1 : depth);
  if (more) return say(`${indent}… ${total > children.length ? `${total - children.length} more` : 'more'}`, 'muted');
  const mark = value.handle === null ? '  ' : is === 'closed' ? '▸ ' : is === 'asking' ? '◌ ' : '▾ ';
  const key = value.key === undefined ? '' : `${sanitizeLine(value.key)}${value.kind === 'entry' ? ' => ' : ': '}`;
  const holds = is === 'open' && next === null && children.length === 0 ? '  (holds nothing)' : '';
  return [
    { text: `${indent}${mark}`, tone: 'muted' },
    { text: key, tone: value.kind === 'internal' ? 'muted' : 'prompt' },
    { text: sanitizeLine(value.text).replace(/ {2,}/g, ' ') },
    {
      text: failed === undefined ? holds : `  ${sanitizeLine(failed)}`,
      tone: failed === undefined ? 'muted' : 'refused',
    },
  ];
}
