// A link that brings the view back.
import {useState} from 'preact/hooks';
import {linkNotes, toAddress} from '../state/address.ts';
import {copyText} from '../state/save-file.ts';
import {useTheSession} from '../state/session.ts';

export function CopyLink() {
  const {question, own, background} = useTheSession().state;
  const [said, say] = useState('');
  const copy = async () => {
    const isCopied = await copyText(location.href.split('#')[0] + toAddress(question));
    const notes = linkNotes({
      protocol: location.protocol,
      hasOwn: own.length > 0 || background !== null,
    });
    say(isCopied ? ['Copied.', ...notes].join(' ') : 'Copy the address of the page.');
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
