// What the page shows after each event: an answer stays until the next one is there.
import {describe, expect, test} from '@jest/globals';
import type {ReadText} from '../../../web/protocol.ts';
import {FIRST_STATE, nextState, type ViewEvent} from '../../../web/state/view-state.ts';

const ANSWER: ReadText = {readings: [], known: 0};

function panelAfter(...events: ViewEvent[]) {
  return events.reduce(nextState, FIRST_STATE).panels.read;
}

describe('view state', () => {
  const answered: ViewEvent = {to: 'answered', kind: 'read', answer: ANSWER};
  const asked: ViewEvent = {to: 'asked', kind: 'read'};

  test('an answer stays while the next one is on its way', () => {
    expect(panelAfter(asked, answered, asked)).toMatchObject({answer: ANSWER, busy: true});
  });

  test.each<[string, ViewEvent, object]>([
    [
      'refused',
      {to: 'refused', kind: 'read', sentence: 'found none'},
      {refused: 'found none', busy: false},
    ],
    ['stopped', {to: 'stopped', kind: 'read'}, {wasStopped: true, busy: false}],
  ])('an answer stays when the next question is %s', (_, event, expected) => {
    expect(panelAfter(answered, asked, event)).toMatchObject({answer: ANSWER, ...expected});
  });

  test('a new question takes refusal, stop and progress away', () => {
    const events: ViewEvent[] = [
      {to: 'progress', kind: 'read', progress: {done: 1, of: 2, unit: 'genes'}},
      {to: 'refused', kind: 'read', sentence: 'found none'},
      asked,
    ];
    expect(panelAfter(...events)).toEqual({...FIRST_STATE.panels.read, busy: true});
  });

  test('a cleared panel is empty', () => {
    expect(panelAfter(answered, {to: 'cleared', kind: 'read'})).toEqual(FIRST_STATE.panels.read);
  });

  test('a change of the question keeps what it does not name', () => {
    const state = nextState(FIRST_STATE, {to: 'change', question: {text: 'TP53'}});
    expect(nextState(state, {to: 'change', question: {missing: 3}}).question).toEqual({
      ...FIRST_STATE.question,
      text: 'TP53',
      missing: 3,
    });
  });

  test('events of one panel leave the others as they are', () => {
    const {panels} = nextState(FIRST_STATE, asked);
    expect(panels.fit).toBe(FIRST_STATE.panels.fit);
  });
});
