// Prints which engine a model gets on this machine; fails unless it is the native one.
import {loadEngine} from '../../shared/engines/load.ts';

const {engine} = await loadEngine('auto');
console.log(engine.description);
process.exit(engine.name === 'native' ? 0 : 1);
