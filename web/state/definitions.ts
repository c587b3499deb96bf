// What each number on the page means, in words that need no other page.

export const DEFINITIONS = {
  chance:
    'Chance that the gene is one of those that the list lacks, if it lacks as many as the slider says. It is calibrated on gene sets that the model had not seen: of ten genes named with a chance of 40 %, about four were right.',
  'supporting sets':
    'Known sets that hold the suggested gene and are most like your list. “5 of 57” means that the set has 57 genes, five of which are yours.',
  'found by the models':
    'The known sets nearest to your list alone, as a list of the same length, would not have named this gene. This is what the models add to looking sets up.',
  likeness:
    'Cosine of your list and the set: shared genes divided by the root of (your genes × genes of the set). 1 means the same genes, 0 none in common.',
  genes: 'How many of your genes lie in the set, and how many genes the set has in the background.',
  fold: 'Share of your genes that lie in the set, divided by the share of the background that does.',
  p: 'Fisher’s exact test, one-sided: the chance of at least as many shared genes, if your list were drawn from the background at random.',
  q: 'p after Benjamini and Hochberg over all sets tested. Of the sets with q up to .05, about one in twenty is expected to be there by chance.',
  'p by popularity':
    'Chance of as many shared genes, if each of your genes were replaced by a random one that stands in as many sets. Where it is much larger than p, the enrichment is mostly that of much-studied genes.',
  fit: 'Each gene is left out in turn, and the model completes the others. A gene that the others name early fits; one that they do not name may not belong.',
  rank: 'Place from 1, the best.',
  share: 'Score of the gene as a share of the method’s best score.',
  jaccard: 'Shared genes of two lists divided by all genes of both.',
  'predicted functions':
    'Sets that do not hold the gene but that the model would add it to. The chance supposes that a set lacks one gene for ten that it holds.',
} as const;

export type Term = keyof typeof DEFINITIONS;
