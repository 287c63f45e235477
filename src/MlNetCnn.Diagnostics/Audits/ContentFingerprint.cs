using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.Diagnostics;

/// <summary>A number that tells whether a set is still the same, the content of its files included.</summary>
internal static class ContentFingerprint
{
    /// <summary>Hashes relative path, label, part and content of every picture, in ordinal order, paths with <c>/</c>.</summary>
    /// <param name="listing">The pictures.</param>
    /// <param name="contents">The <see cref="ContentHash"/> of each; all zeros for a file that could not be read.</param>
    /// <returns>SHA-256, 64 lower-case hexadecimal digits.</returns>
    public static string Of(ImageDataset listing, IReadOnlyList<ContentHash> contents)
    {
        var lines = listing.Select((image, index) => $"{listing.RelativePath(image)}\0{image.Label}\0{image.Split}\0{Hex(contents[index])}\n").ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Hex(in ContentHash content) => $"{content.A:x16}{content.B:x16}{content.C:x16}{content.D:x16}";
}
