// GPT-2's byte-level BPE from a model folder's own vocab.json and merges.txt, by @huggingface/tokenizers.
import type {CellVocabulary} from '../kinds/cell-model.ts';

/** The one special token of GPT-2. */
export const END_OF_TEXT = '<|endoftext|>';

const DECODING = {skip_special_tokens: true, clean_up_tokenization_spaces: false};

export interface TextTokenizer {
  encode(text: string): number[];
  decode(tokens: number[]): string;
}

/** A tokenizer whose `decode` undoes `encode` for every text. */
export async function openTextTokenizer({
  vocab,
  merges,
}: Extract<CellVocabulary, {kind: 'text'}>): Promise<TextTokenizer> {
  const {Tokenizer} = await import('@huggingface/tokenizers');
  const ids = JSON.parse(vocab) as Record<string, number>;
  const byteLevel = {
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  };
  const tokenizer = new Tokenizer(
    {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [addedToken(ids[END_OF_TEXT])],
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: null,
      decoder: byteLevel,
      model: {type: 'BPE', vocab: ids, merges: mergeLines(merges), unk_token: null},
    },
    {tokenizer_class: 'GPT2Tokenizer', clean_up_tokenization_spaces: false},
  );
  return {
    encode: text => tokenizer.encode(text, {add_special_tokens: false}).ids,
    // The tokenizer refuses what a model writes that ends at once.
    decode: tokens => (tokens.length === 0 ? '' : tokenizer.decode(tokens, DECODING)),
  };
}

function addedToken(id: number) {
  const flags = {single_word: false, lstrip: false, rstrip: false, normalized: false};
  return {id, content: END_OF_TEXT, ...flags, special: true};
}

/** `#version` opens the file; every other line is one merge. */
function mergeLines(merges: string): string[] {
  return merges.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#version'));
}
