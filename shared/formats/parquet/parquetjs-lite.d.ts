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
  class ParquetEnvelopeReader {
    static openFile(path: string): Promise<ParquetEnvelopeReader>;
    fileSize: number;
    read(offset: number, bytes: number): Promise<Buffer>;
    readHeader(): Promise<void>;
    readFooter(): Promise<FileMetadata>;
    close(): Promise<void>;
  }
  /** A 64-bit integer of the metadata; `Number(…)` of it is exact for any size of a file. */
  type Int64 = object;
  interface SchemaElement {
    name: string;
    type: number | null;
    repetition_type: number | null;
    num_children: number | null;
    converted_type: number | null;
    logicalType: Record<string, unknown> | null;
  }
  interface ColumnMetadata {
    path_in_schema: string[];
    codec: number;
    num_values: Int64;
    total_compressed_size: Int64;
    data_page_offset: Int64;
    dictionary_page_offset: Int64 | null;
  }
  interface RowGroup {
    num_rows: Int64;
    columns: {file_path: string | null; meta_data: ColumnMetadata}[];
  }
  interface FileMetadata {
    num_rows: Int64;
    schema: SchemaElement[];
    row_groups: RowGroup[];
  }
  const parquet: {
    ParquetSchema: typeof ParquetSchema;
    ParquetWriter: typeof ParquetWriter;
    ParquetEnvelopeReader: typeof ParquetEnvelopeReader;
  };

  export type {
    ColumnMetadata,
    FieldDeclaration,
    FileMetadata,
    ParquetEnvelopeReader,
    RowGroup,
    SchemaElement,
  };
  export default parquet;
}

declare module 'parquetjs-lite/lib/util.js' {
  const util: {
    /** Fills `target` from thrift bytes at `offset`; returns how many were read. */
    decodeThrift(target: object, bytes: Buffer, offset: number): number;
  };
  export default util;
}

declare module 'parquetjs-lite/lib/compression.js' {
  const compression: {inflate(method: string, bytes: Buffer): Buffer};
  export default compression;
}

declare module 'parquetjs-lite/gen-nodejs/parquet_types.js' {
  interface DataPageHeader {
    num_values: number;
    encoding: number;
    definition_level_encoding: number;
    repetition_level_encoding: number;
  }
  interface DataPageHeaderV2 {
    num_values: number;
    encoding: number;
    definition_levels_byte_length: number;
    repetition_levels_byte_length: number;
    is_compressed: boolean | null;
  }
  class PageHeader {
    type: number;
    uncompressed_page_size: number;
    compressed_page_size: number;
    data_page_header: DataPageHeader | null;
    data_page_header_v2: DataPageHeaderV2 | null;
    dictionary_page_header: {num_values: number; encoding: number} | null;
  }
  type Names = Record<string, number>;
  const types: {
    PageHeader: typeof PageHeader;
    Type: Names;
    ConvertedType: Names;
    Encoding: Names;
    CompressionCodec: Names;
    PageType: Names;
    FieldRepetitionType: Names;
  };

  export type {DataPageHeader, DataPageHeaderV2, PageHeader};
  export default types;
}
