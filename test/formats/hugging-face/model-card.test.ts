import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {cardText, type ModelCard} from '../../../shared/formats/hugging-face/model-card.ts';

const card: ModelCard = {
  ...{title: 'GPT of gene sets', tags: ['genes'], about: 'What it is.', use: 'How.'},
  training: ['200 sets.'],
  sources: [
    {file: 'a.gmt', sha256: 'a'.repeat(64), licence: 'CC BY 4.0'},
    {file: '<script>|\n# b.gmt', sha256: 'b'.repeat(64)},
  ],
  prompt: 'A "B" ```',
  limits: ['Small.'],
  figures: [['loss', '1.5']],
};

describe('a model card', () => {
  test('opens with metadata and says what is known', () => {
    const [, yaml, text] = cardText(card).split(/^---$/m);
    expect(parse(yaml)).toMatchObject({
      ...{license: 'other', library_name: 'transformers', tags: ['genes']},
      pipeline_tag: 'text-generation',
    });
    expect(text).toContain(`| a.gmt | CC BY 4.0 | \`${'a'.repeat(16)}\` |`);
    expect(text).toContain('| not stated |');
    expect(text).toContain('- loss: 1.5');
  });

  test('shows names of files and words as text', () => {
    const text = cardText(card);
    expect(text).toContain('&#60;script&#62;&#124; # b.gmt');
    expect(text).toContain('tokenizer("A \\"B\\" \\u0060\\u0060\\u0060"');
  });

  test('says so where nothing was measured and no source is known', () => {
    const text = cardText({...card, sources: [], figures: []});
    expect(text).toContain('is not known');
    expect(text).not.toContain('Figures');
  });
});
