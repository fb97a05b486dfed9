import { interactionNames, omegaNames } from '@hkmem/backend';
import { activationOf, activityNames, interactionOf } from '@hkmem/experiments';
import { type FileFormat, fileFormats, plainTable } from '@hkmem/sweep';
import { eqxTemplateNames } from '@hkmem/training/formats';
import { type Command, Option } from 'commander';
import { parseNumber, wholeNumber } from '../config/flags.ts';
import { checkedBeta, checkLawFlag, layersOf } from '../config/law-flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { convertFile } from '../convert/convert-file.ts';
import type { SystemFlags } from '../convert/system-form.ts';

interface ConvertFlags {
  readonly out: string;
  readonly from?: FileFormat;
  readonly to?: FileFormat;
  readonly array?: string;
  readonly weights?: string;
  readonly compress?: boolean;
  readonly maxBytes?: string;
  readonly template?: string;
  readonly base?: string;
  readonly graphK?: string;
  readonly graphHk?: string;
  readonly neurons?: string;
  readonly layers?: string;
  readonly activation: string;
  readonly beta?: string;
  readonly dimension?: string;
  readonly interaction: string;
  readonly hidden?: string;
  readonly omega: SystemFlags['omega'];
  readonly coupling?: 'additive' | 'multiplicative';
  readonly kappaH: string;
  readonly kappaK: string;
  readonly config?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const help = `
A format is told by the ending of a file, or by --from and --to.
  hkmem convert weights.safetensors -o weights.npz              all tensors and the metadata, for numpy.load
  hkmem convert weights.npz -o weights.safetensors              and back, bit for bit
  hkmem convert weights.safetensors -o V.npy --array hopfield.weights
  hkmem convert states.npy -o states.npz --array x              a state under the name it has here, x or s
  hkmem convert weights.safetensors -o K.csv --array graph.K --weights kuramoto.A
  hkmem convert K.csv -o K.npy --neurons 894                    edges [E, 2]

.eqx files of Equinox hold arrays in order, without names: the template says which is which. hopfield, kuramoto, network
and edit are the models of the authors of arXiv 2505.03648; a .json file describes others. What a file does not hold is
said by flags; N, and D where the file has it, are seen from its shapes. Graphs are tables of the very edges, in order, that
the file was made with; from NumPy: savetxt('K.csv', edges, fmt='%d', delimiter=',').
  hkmem convert model.eqx --template hopfield -o base.safetensors --config base.yaml
  hkmem convert edit.eqx --template edit --coupling additive --base base.safetensors \\
    --graph-k K.csv --graph-hk HK.csv -o edit.safetensors --config swap.yaml
  hkmem convert osc.eqx --template kuramoto --graph-k K.csv --neurons 894 --dimension 3 -o osc.safetensors
  hkmem convert net.eqx --template network --graph-k K.csv --graph-hk HK.csv --dimension 5 -o net.safetensors
  hkmem convert other.eqx --template other.json -o other.safetensors
  hkmem convert edit.safetensors --template edit -o edit.eqx    and back; the memory that is edited: --template hopfield
  hkmem convert opt_state.eqx -o leaves.npz                     without a template: leaf.0, leaf.1, ...
A template of your own: {"name": "other", "system": {"neurons": 894, "threshold": {"activation": "relu"}}, "leaves":
[{"field": "count"}, {"field": "V", "parameter": "hopfield.weights"}, {"field": "b", "parameter": "hopfield.bias",
"shape": [894, 1]}]}; a leaf without a parameter is passed over.

Numbers keep their bits. Nothing is written unless all of the input was read, and no file is replaced without --force.`;

/** `hkmem convert IN -o OUT`: memories, states and graphs between formats. */
export function addConvert(program: Command, context: Context): void {
  program
    .command('convert')
    .argument('<in>', `file to read: .${fileFormats.join(', .')}`)
    .description('Convert memories, states and graphs: safetensors, npz, npy, tables of edges, and .eqx of Equinox.')
    .requiredOption('-o, --out <file>', 'file to write')
    .addOption(new Option('--from <format>', 'format of the input').choices(fileFormats))
    .addOption(new Option('--to <format>', 'format of the output').choices(fileFormats))
    .option('--array <name>', 'the tensor for .npy, the edges for .csv; or what those of such an input are called')
    .option('--weights <name>', 'the tensor of a number per edge in a .csv')
    .option('--compress', 'deflate .npz')
    .option('--max-bytes <n>', 'the most that an .npz may say to hold, unpacked (default: 2^30, a GiB)')
    .option('--template <name>', `order of the arrays of .eqx: ${eqxTemplateNames.join(', ')}, or a .json file`)
    .option('--base <file>', 'the memory that an edit edits, as safetensors')
    .option('--graph-k <file>', 'edges of the oscillators, as .csv')
    .option('--graph-hk <file>', 'edges of the coupling, as .csv (default: those of the oscillators)')
    .option('--neurons <n>', 'N, where the file does not show it')
    .option('--layers <sizes>', "all layers of a hierarchical memory: 784,100,10, or '784 | 100 tanh | 10'")
    .option('--activation <name>', 'of threshold units, or their Lagrangian as a formula in x', 'relu')
    .option('--beta <x>', 'inverse temperature of threshold units')
    .option('--dimension <n>', 'D, where the file does not show it')
    .option('--interaction <name>', 'of oscillators, or a formula in r', 'relu')
    .option('--hidden <widths>', 'hidden widths of an MLP interaction, such as 10')
    .addOption(new Option('--omega <kind>', 'of a kuramoto memory').choices(omegaNames).default('none'))
    .addOption(new Option('--coupling <kind>', 'of an edit').choices(['additive', 'multiplicative']))
    .option('--kappa-h <x>', 'weight of E_H', '1')
    .option('--kappa-k <x>', 'weight of E_K', '1')
    .option('--config <file>', 'settings that eval, recall and edit take the memory by, as for train or edit')
    .option('--force', 'replace the output if it is there')
    .option('--json', 'write one JSON document to standard output')
    .addHelpText('after', help)
    .action(async (input: string, flags: ConvertFlags) => {
      const { out, from, to, array, weights, compress, template, base, config, graphK, graphHk } = flags;
      const system = systemFlags(flags);
      const report = await convertFile({
        ...{ input, output: out, from, to, array, weights, compress, template, base, config, graphK, system },
        graphHK: graphHk,
        neurons: system.neurons,
        maxBytes: whole('--max-bytes', flags.maxBytes, 0),
        force: flags.force === true,
      });
      if (flags.json === true) return writeJson(context, report);
      const rows = Object.entries(report.tensors).map(([name, form]) => [name, form, heldOrNot(report.omitted, name)]);
      const metadata = report.omitted.includes('metadata') ? ', metadata left out' : '';
      context.stdout.write(
        `${plainTable({ columns: ['tensor', 'form', ''], rows })}\n\n` +
          `${report.from} to ${report.to}: ${report.output}, ${report.bytes} bytes${metadata}\n`,
      );
    });
}

function heldOrNot(omitted: readonly string[], name: string): string {
  return omitted.includes(name) ? 'left out' : '';
}

function systemFlags(flags: ConvertFlags): SystemFlags {
  const { omega, coupling } = flags;
  checkLawFlag('--activation', flags.activation, { names: activityNames, kind: 'lagrangian' });
  checkLawFlag('--interaction', flags.interaction, { names: interactionNames, kind: 'pair', coupled: false });
  return {
    ...{ omega, coupling },
    activation: activationOf(flags.activation),
    interaction: interactionOf(flags.interaction),
    beta: flags.beta === undefined ? undefined : checkedBeta(flags.beta),
    neurons: whole('--neurons', flags.neurons, 1),
    dimension: whole('--dimension', flags.dimension, 2),
    layers: flags.layers === undefined ? undefined : layersOf(flags.layers),
    hidden: wholes('--hidden', flags.hidden),
    kappaH: parseNumber('--kappa-h', flags.kappaH),
    kappaK: parseNumber('--kappa-k', flags.kappaK),
  };
}

function whole(flag: string, text: string | undefined, least: number): number | undefined {
  return text === undefined ? undefined : wholeNumber(flag, text, least);
}

function wholes(name: string, text: string | undefined): number[] | undefined {
  return text?.split(',').map((part) => wholeNumber(name, part.trim()));
}
