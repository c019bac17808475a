import type { Repository } from '../git/repository.ts';
import type { Hosted, PullRequest } from './forge.ts';
import { reasonOf } from '../../reason-of.ts';

/** Sets the labels and asks the reviewers of `suture.labels` and `suture.reviewers`; what fails is a note, never more. */
export async function decorate(
  hosted: Hosted,
  request: PullRequest,
  { settings }: Pick<Repository, 'settings'>,
): Promise<string[]> {
  const labels = words(settings.get('suture.labels'));
  const reviewers = words(settings.get('suture.reviewers'));
  return [
    ...(labels.length > 0 ? await noted('The labels were not set', () => hosted.label(request, labels)) : []),
    ...(reviewers.length > 0 ? await noted('Nobody was asked', () => hosted.askReview(request, reviewers)) : []),
  ];
}

async function noted(what: string, act: () => Promise<string[]>): Promise<string[]> {
  try {
    return await act();
  } catch (error) {
    return [`${what}: ${reasonOf(error)}`];
  }
}

function words(setting: string | undefined): string[] {
  return (setting ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
