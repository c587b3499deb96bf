// What each number on the page means, in words that need no other page.

export const DEFINITIONS = {
  missing:
    'How many genes you think your list lacks. Nobody knows the number, so the page begins with as many as you gave, as if your list were one half. Move it up where you know few genes of a large subject, and down where your list is nearly complete. It changes the chances, not the order.',
  chance:
    'Chance that the gene is one of those that your list lacks, if it lacks as many as the slider says. It is calibrated on gene sets that the model had not seen: of ten genes named with a chance of 40 %, about four were right.',
  'supporting sets':
    'Known sets that hold the suggested gene and are most like your list. “5 of 57” means that the set has 57 genes, and five of them are in your list.',
  'missed by a lookup':
    'A lookup names the genes of the known sets nearest to your list. In a list as long as this one it would have left out the genes with ◆. They may still be in some set beside genes of yours (these are the supporting sets), but the lookup ranks them too low. This is what the models add.',
  'share of the votes':
    'Each known set votes for its genes, the more the better its name matches your words: rare words count more. The gene has this share of all votes. It is no chance: how many genes belong to the words is not known.',
  likeness:
    'Cosine of your list and the set: shared genes divided by the root of (your genes × genes of the set). 1 means the same genes, 0 none in common.',
  genes: 'How many of your genes are in the set, and how many genes of the background the set has.',
  fold: 'Share of your genes that are in the set, divided by the share of the background that is.',
  p: 'Fisher’s exact test, one-sided: the chance of at least as many shared genes, if your list were drawn from the background at random.',
  q: 'p after Benjamini and Hochberg over all sets tested. Of the sets with q up to 0.05, about one in twenty is expected to be there by chance.',
  'p by popularity':
    'Chance of as many shared genes, if each of your genes were replaced by a random one that is in as many sets. Where it is much larger than p, the enrichment is mostly that of much-studied genes.',
  rank: 'Place among all sets tested, from 1. Sets that are alike stand below the best of them and count too, so the numbers jump.',
  'place among the suggestions':
    'The gene is left out, the model completes the others, and this is the place at which it names the gene. A gene that is named early fits the others. One that stands in the thousands has little in common with them, so look whether it belongs. Little-studied genes stand low too: this is no test.',
  'chance to belong':
    'Chance that the gene is one of those that your other genes lack, if they lack as many genes as they are. The slider above does not change it.',
  'rank by the method': 'Place of the gene in the ranking of this method alone, from 1.',
  'share of its best score':
    'Score of the gene divided by the score of the gene that this method ranks first. 100 % means that the method names it first.',
  given: 'Genes of your list that are in the set.',
  added: 'Genes that the model added to your list and that are in the set.',
  size: 'All genes of the set.',
  'fold of the completed list':
    'Share of the completed list that is in the set, divided by the share of the background that is.',
  'genes in either list': 'All genes of both lists, each counted once.',
  jaccard:
    'Shared genes of two lists divided by all genes of both. 1 means the same genes, 0 none in common.',
  'genes and sets':
    'A filled cell means that the set of the column holds the gene of the row. The sets are those that represent the best groups of the table of sets, up to twelve. Genes in the same sets stand together, and so do sets with the same genes, so that blocks show.',
  'predicted functions':
    'Sets that do not hold the gene but that the model would add it to. The chance supposes that a set lacks one gene for ten that it holds.',
} as const;

export type Term = keyof typeof DEFINITIONS;
