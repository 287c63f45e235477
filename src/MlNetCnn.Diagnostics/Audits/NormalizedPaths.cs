using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.Diagnostics;

/// <summary>Determines the path of the copy of each image: <c>[PART/]CLASS/NAME.jpg</c>.</summary>
internal static class NormalizedPaths
{
    // Characters that some file systems reject in a name, and the separators, which a class name from a table may contain.
    private static readonly char[] Refused = ['/', '\\', ':', '*', '?', '"', '<', '>', '|', .. Enumerable.Range(0, 32).Select(i => (char)i)];

    /// <summary>Returns the path of the copy of each image, in the order of the dataset.</summary>
    /// <exception cref="MlNetCnnException">A copy would replace an image of the dataset, or be added to it.</exception>
    public static string[] Of(ImageDataset images, string output, NormalizedFormat format)
    {
        var root = Path.GetFullPath(output);
        var extension = format == NormalizedFormat.Jpeg ? ".jpg" : ".png";
        string[] plain = [.. images.Select(image => Path.Combine(root, Folder(image), Path.GetFileNameWithoutExtension(image.Path)))];

        // Conflicting names are distinguished by a mark of their folder, so that the order of the dataset does not matter. Some file
        // systems are case-insensitive.
        var counts = plain.GroupBy(path => path, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Count(), StringComparer.OrdinalIgnoreCase);
        string[] targets = [.. plain.Select((path, i) => (counts[path] == 1 ? path : $"{path}-{Mark(images, i)}") + extension)];
        RefuseSources(images, root, targets);
        return targets;
    }

    private static string Folder(LabeledImage image)
    {
        var part = image.Split switch { DatasetSplit.Train => "train", DatasetSplit.Validation => "val", DatasetSplit.Test => "test", _ => "" };
        var label = string.Join('_', image.Label.Split(Refused));
        return Path.Combine(part, label.Trim('.', ' ').Length == 0 ? $"_{label}" : label);
    }

    private static string Mark(ImageDataset images, int index)
    {
        var relative = Encoding.UTF8.GetBytes(images.RelativePath(images[index]));
        return Convert.ToHexStringLower(SHA256.HashData(relative).AsSpan(0, 4));
    }

    private static void RefuseSources(ImageDataset images, string root, string[] targets)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        var sources = images.Select(image => RealPath.Of(image.Path, folders)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (targets.FirstOrDefault(target => sources.Contains(RealPath.Of(target, folders))) is { } target)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OutputIsInput, "a copy would replace one of the images",
                expected: "an output folder other than the folder of the images", received: target,
                fix: "specify another folder for the copies");
        }

        // Only a table can list files of its own folder without including files that are added to it.
        if (Directory.Exists(images.Source) && RealPath.IsWithin(RealPath.Of(root), RealPath.Of(images.Source), StringComparison.OrdinalIgnoreCase))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OutputInInput, $"the copies would become images of '{images.Source}'",
                expected: "an output folder outside the input folder", received: root, fix: "specify another folder for the copies");
        }
    }
}
