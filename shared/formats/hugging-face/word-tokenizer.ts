// The tokenizer of a vocabulary of words as AutoTokenizer loads it: tokenizer.json and tokenizer_config.json. A word is
// a token, words stand between white space, and nothing changes their case.
// Reference: https://huggingface.co/docs/tokenizers (WordLevel, WhitespaceSplit, AddedToken).
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** The words of a model's tokens, in order. */
export interface WordVocabulary {
  words: readonly string[];
  /** The token that opens and closes every text. */
  endToken: number;
  /** Most tokens of a text. */
  blockSize: number;
}

/** Writes both files; a text becomes the end token and its words, and a word that is none of them an error. */
export async function writeWordTokenizer(folder: string, words: WordVocabulary): Promise<void> {
  const write = (file: string, json: object) =>
    writeFile(join(folder, file), `${JSON.stringify(json, null, 2)}\n`);
  await write('tokenizer.json', tokenizerOf(words));
  await write('tokenizer_config.json', configOf(words));
}

/** What `tokenizer.json` says. */
export function tokenizerOf({words, endToken}: WordVocabulary) {
  const end = words[endToken];
  return {
    ...{version: '1.0', truncation: null, padding: null},
    added_tokens: addedTokens(words, endToken),
    ...{normalizer: null, pre_tokenizer: {type: 'WhitespaceSplit'}},
    post_processor: openWith(end, endToken),
    decoder: null,
    // No token stands for unknown words: none was trained. A text with one is refused.
    model: {type: 'WordLevel', vocab: idsOf(words), unk_token: ''},
  };
}

/** What `tokenizer_config.json` says. */
export function configOf({words, endToken, blockSize}: WordVocabulary) {
  const end = words[endToken];
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    ...{bos_token: end, eos_token: end, pad_token: end},
    clean_up_tokenization_spaces: false,
    // GPT-2 would add the embedding of a token for each of `token_type_ids`.
    model_input_names: ['input_ids', 'attention_mask'],
    padding_side: 'left',
    model_max_length: blockSize,
  };
}

/** White space as the tokenizer splits at it: Unicode's, which is not JavaScript's `\s`. */
const WHITE_SPACE = /\p{White_Space}/u;

/** The end token, and words with white space (`<type:B cells>`), which are looked for before a text is split. */
function addedTokens(words: readonly string[], endToken: number) {
  const flags = {single_word: true, lstrip: false, rstrip: false, normalized: false};
  return words.flatMap((content, id) =>
    id === endToken || WHITE_SPACE.test(content)
      ? [{id, content, ...flags, special: id === endToken}]
      : [],
  );
}

function openWith(end: string, endToken: number) {
  const special = {SpecialToken: {id: end, type_id: 0}};
  const sequence = (id: string) => ({Sequence: {id, type_id: 0}});
  return {
    type: 'TemplateProcessing',
    single: [special, sequence('A')],
    pair: [special, sequence('A'), sequence('B')],
    special_tokens: {[end]: {id: end, ids: [endToken], tokens: [end]}},
  };
}

/** Tokens by word; without a prototype, as `__proto__` may be a word. */
function idsOf(words: readonly string[]): Record<string, number> {
  const ids: Record<string, number> = Object.create(null);
  words.forEach((word, token) => {
    ids[word] = token;
  });
  return ids;
}
