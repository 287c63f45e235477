using Parquet;
using Parquet.Schema;

namespace MlNetCnn.Cli;

/// <summary>Writes feature vectors as Parquet: a column <c>path</c> of text and a column <c>features</c>, a list of float32.</summary>
internal static class ParquetFile
{
    // Readers load whole groups into memory: 2048 rows of 2048 features are 16 MiB.
    private const int GroupRows = 2048;

    /// <summary>Writes the vectors.</summary>
    /// <param name="stream">The destination, which is left open.</param>
    /// <param name="embeddings">The vectors.</param>
    /// <param name="rows">The vectors to write.</param>
    public static async Task WriteAsync(Stream stream, ImageEmbeddings embeddings, int[] rows)
    {
        var path = new DataField("path", typeof(string), isNullable: false);
        var element = new DataField("element", typeof(float), isNullable: false);
        var schema = new ParquetSchema(path, new ListField("features", element));
        await using var writer = await ParquetWriter.CreateAsync(schema, stream);
        foreach (var group in rows.Chunk(GroupRows))
        {
            using var groupWriter = writer.CreateRowGroup();
            await groupWriter.WriteAsync(path, [.. group.Select(row => embeddings.Paths[row])]);
            var values = new float[group.Length * embeddings.Length];
            foreach (var (i, row) in group.Index())
            {
                embeddings.Features(row).CopyTo(values.AsSpan(i * embeddings.Length));
            }

            // No list or element is null; a list starts where the level is 0.
            var definitions = new int[values.Length];
            Array.Fill(definitions, element.MaxDefinitionLevel);
            int[] repetitions = [.. Enumerable.Range(0, values.Length).Select(i => i % embeddings.Length == 0 ? 0 : 1)];
            await groupWriter.WriteAllPartsAsync<float>(element, values, definitions, repetitions, CancellationToken.None);
        }
    }
}
