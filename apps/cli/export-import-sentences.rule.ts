import type { ImportReport } from '@features/privacy';
import { counted } from '@platform/text/counted.rule';

/** The summary of the import of an export. */
export function sentencesAboutExport({ kinds, leftOut, changed, userId }: ImportReport): string[] {
  return [
    `The export was imported into the account ${userId}.`,
    ...kinds.flatMap(({ provider, kind, imported, skipped }) => [
      ...(imported > 0 ? [`  ${provider} ${kind}: ${counted(imported)} imported`] : []),
      ...Object.entries(skipped).map(
        ([reason, count]) => `  ${provider} ${kind}: ${counted(count)} skipped. ${reason}`,
      ),
    ]),
    ...(leftOut.length > 0 ? ['Left out:'] : []),
    ...leftOut.map(({ path, record, pointer, detail }) => `  ${path}, record ${record}, ${pointer}: ${detail}`),
    ...(changed.some(hasDifferences)
      ? ['These fields differ from the export:']
      : ['All imported data matches the export.']),
    ...changed.filter(hasDifferences).map(({ provider, kind, compared, missing, fields }) => {
      const names = Object.entries(fields).map(
        ([field, count]) => `${field} (${counted(count)} of ${counted(compared)})`,
      );
      if (missing > 0) names.push(`${counted(missing)} not found`);
      return `  ${provider} ${kind}: ${names.join(', ')}`;
    }),
  ];
}

function hasDifferences({ missing, fields }: ImportReport['changed'][number]): boolean {
  return missing > 0 || Object.keys(fields).length > 0;
}
