using System.Globalization;
using CsvHelper;

namespace MlNetCnn.Cli;

/// <summary>Writes feature vectors in the format of the file extension, without rejected images.</summary>
internal static class EmbeddingFile
{
    /// <summary>The supported extensions.</summary>
    public static readonly string[] Extensions = [".parquet", ".csv", ".npy"];

    /// <summary>Returns the files of an output: an <c>.npy</c> contains only numbers, so the paths are in a second file.</summary>
    /// <param name="path">The output.</param>
    public static string[] FilesOf(string path) =>
        IsNpy(path) ? [path, Path.ChangeExtension(path, ".paths.csv")] : [path];

    /// <summary>Returns whether the vectors are written as text.</summary>
    /// <param name="path">The output.</param>
    public static bool IsText(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the vectors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="embeddings">The vectors.</param>
    public static void Write(string path, ImageEmbeddings embeddings)
    {
        int[] rows = [.. Enumerable.Range(0, embeddings.Paths.Count).Where(i => embeddings.Error(i) is null)];
        if (IsNpy(path))
        {
            AtomicFile.WriteText(FilesOf(path)[1], text => WriteCsv(text, embeddings, rows, features: 0));
            AtomicFile.Write(path, stream => NpyFile.Write(stream, rows.Length, embeddings.Length, i => embeddings.Features(rows[i])));
        }
        else if (IsText(path))
        {
            AtomicFile.WriteText(path, text => WriteCsv(text, embeddings, rows, embeddings.Length));
        }
        else
        {
            AtomicFile.Write(path, stream => ParquetFile.WriteAsync(stream, embeddings, rows).GetAwaiter().GetResult());
        }
    }

    private static bool IsNpy(string path) => Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    private static void WriteCsv(TextWriter text, ImageEmbeddings embeddings, int[] rows, int features)
    {
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(["path", .. Enumerable.Range(0, features).Select(i => string.Create(CultureInfo.InvariantCulture, $"f{i}"))]);
        var record = new string[features + 1];
        foreach (var row in rows)
        {
            record[0] = embeddings.Paths[row];
            for (var i = 0; i < features; i++)
            {
                // The shortest text that parses to the same float32.
                record[i + 1] = embeddings.Features(row)[i].ToString(CultureInfo.InvariantCulture);
            }

            csv.WriteRecord(record);
        }
    }
}
