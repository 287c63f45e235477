using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetCnn.Fuzz;

/// <summary>Damages the content of a saved model and packs it again, so that checksums do not detect the damage.</summary>
internal static class PackageMutator
{
    private const string OnnxEntry = "OnnxModel";

    /// <summary>Returns the archive with one of its entries changed.</summary>
    /// <param name="package">The archive.</param>
    /// <param name="random">The source of the choice of the entry.</param>
    /// <param name="damage">Changes arbitrary bytes.</param>
    /// <param name="changeModel">Changes an ONNX model.</param>
    public static byte[] Change(byte[] package, SeededRandom random, Func<byte[], byte[]> damage, Func<byte[], byte[]> changeModel)
    {
        using var source = new ZipArchive(new MemoryStream(package), ZipArchiveMode.Read);
        var chosen = random.Next(source.Entries.Count);
        using var target = new MemoryStream();
        using (var packed = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < source.Entries.Count; i++)
            {
                using var read = source.Entries[i].Open();
                using var copy = new MemoryStream();
                read.CopyTo(copy);
                var content = copy.ToArray();
                if (source.Entries[i].Name == OnnxEntry && random.Next(2) == 0)
                {
                    content = WithLength(changeModel(content[sizeof(int)..]));
                }
                else if (i == chosen)
                {
                    content = damage(content);
                }

                using var write = packed.CreateEntry(source.Entries[i].FullName, CompressionLevel.Fastest).Open();
                write.Write(content);
            }
        }

        return target.ToArray();
    }

    private static byte[] WithLength(byte[] model)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, model.Length);
        return [.. length, .. model];
    }
}
