// The parts of parquetjs-lite 0.8.7 that are used here; the package brings no types.
declare module 'parquetjs-lite' {
  interface FieldDeclaration {
    type: string;
    optional?: boolean;
    repeated?: boolean;
    compression?: string;
    statistics?: boolean;
    fields?: Record<string, FieldDeclaration>;
  }
  class ParquetSchema {
    constructor(fields: Record<string, FieldDeclaration>);
  }
  class ParquetWriter {
    static openFile(
      schema: ParquetSchema,
      path: string,
      options: {rowGroupSize: number; useDataPageV2: boolean; pageIndex: boolean},
    ): Promise<ParquetWriter>;
    envelopeWriter: {close(): Promise<void>};
    appendRow(row: Record<string, unknown>): Promise<void>;
    close(): Promise<void>;
  }
  const parquet: {ParquetSchema: typeof ParquetSchema; ParquetWriter: typeof ParquetWriter};

  export type {FieldDeclaration};
  export default parquet;
}
