using System.Buffers.Binary;

namespace MlNetCnn.Training;

/// <summary>
/// Lets a shared object load if a library lacks a symbol version that the object references but does not use. TorchSharp's <c>libLibTorchSharp.so</c>
/// is linked against a newer C++ library than Debian 12 and Ubuntu 22.04 have, and does not load there because of one unused version.
/// </summary>
internal static class NativeLibraryPatch
{
    /// <summary>Marks each missing version of the library as weak, provided that none of them is used.</summary>
    /// <param name="bytes">The shared object; not changed.</param>
    /// <param name="library">The library that lacks versions, for example <c>libstdc++.so.6</c>.</param>
    /// <param name="available">The versions that the library has.</param>
    /// <param name="weakened">The versions that were marked.</param>
    /// <returns>A changed copy; null if nothing has to be changed, or if a change would not help: the file is not understood, or a missing version is
    /// used after all.</returns>
    public static byte[]? Weaken(byte[] bytes, string library, IReadOnlyCollection<string> available, out IReadOnlyList<string> weakened)
    {
        weakened = [];
        if (ElfImage.Read(bytes) is not { } image)
        {
            return null;
        }

        var missing = image.Needs.Where(n => n.Library == library && !n.IsWeak && !available.Contains(n.Version)).ToList();
        if (missing.Count == 0 || missing.Any(n => image.Uses(n.Index)))
        {
            return null;
        }

        var patched = bytes.ToArray();
        foreach (var need in missing)
        {
            var flags = patched.AsSpan(need.FlagsOffset, 2);
            BinaryPrimitives.WriteUInt16LittleEndian(
                flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | ElfImage.WeakFlag));
        }

        weakened = [.. missing.Select(n => n.Version)];
        return patched;
    }
}
