using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.Diagnostics;

/// <summary>Where the copy of each picture goes: <c>[PART/]CLASS/NAME.jpg</c>.</summary>
internal static class NormalizedPaths
{
    // What some file system does not take in a name, and the separators, which a class name from a table may hold.
    private static readonly char[] Refused = ['/', '\\', ':', '*', '?', '"', '<', '>', '|', .. Enumerable.Range(0, 32).Select(i => (char)i)];

    /// <summary>The path of the copy of each picture, in the order of the listing.</summary>
    /// <exception cref="MlNetCnnException">A copy would replace a picture of the set, or be added to it.</exception>
    public static string[] Of(ImageDataset images, string output, NormalizedFormat format)
    {
        var root = Path.GetFullPath(output);
        var extension = format == NormalizedFormat.Jpeg ? ".jpg" : ".png";
        string[] plain = [.. images.Select(image => Path.Combine(root, Folder(image), Path.GetFileNameWithoutExtension(image.Path)))];

        // Names that meet are told apart by where their pictures lie, so that the order of the listing does not matter. Some file
        // systems take upper and lower case for the same.
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
                ErrorKind.Usage, ErrorCodes.OutputIsInput, "a copy would replace one of the pictures",
                expected: "an output folder beside the pictures, not the one that they are in", received: target,
                fix: "name another folder for the copies");
        }

        // Only a table may list files of the folder that it lies in without taking in what is added to it.
        if (Directory.Exists(images.Source) && RealPath.IsWithin(RealPath.Of(root), RealPath.Of(images.Source), StringComparison.OrdinalIgnoreCase))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OutputInInput, $"the copies would become pictures of '{images.Source}' themselves",
                expected: "an output folder outside the one that is read", received: root, fix: "name another folder for the copies");
        }
    }
}
