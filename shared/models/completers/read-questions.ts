// What stages that ask about test sets read, and the questions that come of it.
import type {GeneSetTable} from '../../genes/sets/gene-set-table.ts';
import {geneTokens, type Vocabulary} from '../../genes/tokens/vocabulary.ts';
import {type Asked, listQuestions, type Questions} from './list-questions.ts';
import type {GeneTokens} from './part-sets.ts';

interface Input<T> {
  path: string;
  read(): Promise<T>;
}

interface QuestionInputs {
  vocabulary: Input<Vocabulary>;
  testSets: Input<GeneSetTable>;
  olderSets: readonly Input<GeneSetTable>[];
}

interface ReadQuestions extends Questions {
  genes: Vocabulary;
  tokens: GeneTokens;
}

/** Reads the inputs and lists the questions that are asked. */
export async function readQuestions(
  {vocabulary, testSets, olderSets}: QuestionInputs,
  asked: Asked,
): Promise<ReadQuestions> {
  const genes = await vocabulary.read();
  const tokens = geneTokens(genes);
  const source = {
    ...{path: testSets.path, tokens},
    older: await Promise.all(olderSets.map(({read}) => read())),
    testSets: await testSets.read(),
  };
  return {genes, tokens, ...listQuestions(source, asked)};
}
