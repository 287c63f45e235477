using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.Datasets;

/// <summary>A number that tells whether two listings are the same, on whatever machine and in whatever order they were made.</summary>
internal static class ListingFingerprint
{
    /// <summary>
    /// Hashes relative path, label and part of every picture, in ordinal order, paths with <c>/</c>. The content of the files does not count.
    /// </summary>
    /// <param name="listings">The listings, taken together.</param>
    /// <returns>SHA-256, 64 lower-case hexadecimal digits.</returns>
    public static string Of(params IEnumerable<ImageDataset> listings)
    {
        var lines = listings.SelectMany(listing => listing.Select(image => $"{listing.RelativePath(image)}\0{image.Label}\0{image.Split}\n")).ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
