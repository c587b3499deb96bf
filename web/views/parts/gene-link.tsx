// A gene's symbol, which opens its page.
import {useTheSession} from '../../state/session.ts';

export function GeneLink({symbol}: {symbol: string}) {
  const {dispatch} = useTheSession();
  const open = () => dispatch({to: 'change', question: {gene: symbol}});
  return (
    <button type="button" class="gene" onClick={open}>
      {symbol}
    </button>
  );
}

/** Adds a gene to the list in the box. */
export function AddButton({symbol}: {symbol: string}) {
  const {state, dispatch, genes} = useTheSession();
  if (genes.includes(symbol)) return null;
  const text = `${state.question.text.trimEnd()} ${symbol}`.trimStart();
  return (
    <button type="button" onClick={() => dispatch({to: 'change', question: {text}})}>
      Add {symbol} to the list
    </button>
  );
}
