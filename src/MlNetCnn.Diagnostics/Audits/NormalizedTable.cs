using CsvHelper;

namespace MlNetCnn.Diagnostics;

/// <summary>Writes the table of the copies: folders give the class and split, but not which images belong together.</summary>
internal static class NormalizedTable
{
    private const string FileName = "photos.csv";

    /// <summary>Writes <c>photos.csv</c> into the folder, or nothing if no image has a group.</summary>
    public static void Write(ImageDataset images, string output, string[] targets, ImageError?[] errors)
    {
        if (images.All(image => image.Group is null))
        {
            return;
        }

        AtomicFile.WriteText(Path.Combine(output, FileName), text =>
        {
            using var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
            csv.WriteRecord(["filename", "label", "split", "group"]);
            for (var i = 0; i < images.Count; i++)
            {
                if (errors[i] is null)
                {
                    var part = images[i].Split == DatasetSplit.Unassigned ? "" : images[i].Split.ToString().ToLowerInvariant();
                    csv.WriteRecord([ImageDataset.Portable(Path.GetRelativePath(output, targets[i])), images[i].Label, part, images[i].Group ?? ""]);
                }
            }
        });
    }
}
