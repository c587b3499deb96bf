// A link that brings the view back.
import {useState} from 'preact/hooks';
import {toAddress} from '../state/address.ts';
import {copyText} from '../state/save-file.ts';
import {useTheSession} from '../state/session.ts';

export function CopyLink() {
  const {question, own, background} = useTheSession().state;
  const [said, say] = useState('');
  const copy = async () => {
    const isCopied = await copyText(location.href.split('#')[0] + toAddress(question));
    const lacks = own.length > 0 || background !== null;
    const lack = ' Own sets and an own background are not in it.';
    say(isCopied ? `Copied.${lacks ? lack : ''}` : 'Copy the address of the page.');
  };
  return (
    <p class="actions">
      <button type="button" onClick={copy}>
        Copy a link to this view
      </button>
      <span role="status">{said}</span>
    </p>
  );
}
