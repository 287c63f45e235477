using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>A package is read as plain ML.NET reads it, or rejected.</summary>
public sealed class PackageEntriesTests : IDisposable
{
    private const string Network = "TransformerChain/Transform_002/OnnxModel";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly byte[] _other;

    public PackageEntriesTests()
    {
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(seed: 1).Save(_model);
        var other = _folder.File("other.zip");
        TinyClassifiers.Create(seed: 2).Save(other);
        using var archive = ZipFile.OpenRead(other);
        _other = Content(archive.GetEntry(Network)!);
    }

    [Theory]
    [InlineData("AAA/OnnxModel")]
    [InlineData("OnnxModel")]
    [InlineData("TransformerChain/OnnxModel")]
    [InlineData("TransformerChain/Transform_777/OnnxModel")]
    [InlineData("TransformerChain/Transform_777/Model.key")]
    [InlineData("Model.key")]
    [InlineData("readme.txt")]
    public void Load_EntryOfNoStep_IsRefused(string name)
    {
        Repack(first: (name, _other));
        Assert.Equal("MODEL_ENTRIES", Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model)).Code);
    }

    [Theory]
    [InlineData(Network)]
    [InlineData("TransformerChain\\Transform_002\\OnnxModel")]
    [InlineData("TransformerChain/Transform_002/onnxmodel")]
    public void Load_NameTwice_IsRefused(string name)
    {
        Repack(last: (name, _other));
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model));
        Assert.Equal("MODEL_ENTRIES", exception.Code);
        Assert.Contains(name, exception.Received, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PackedAgainWithFolders_IsAccepted()
    {
        Repack(first: ("TransformerChain/", []));
        using var classifier = ImageClassifier.Load(_model);
        Assert.Equal(5, classifier.ClassNames.Count);
    }

    [Fact]
    public void Load_EntriesThatShareBytes_IsRefusedAtOnce()
    {
        // Repeats the last record of the directory with different names, until the small file claims gigabytes.
        var bytes = File.ReadAllBytes(_model).AsSpan();
        var end = bytes.LastIndexOf("PK\u0005\u0006"u8);
        var record = bytes[bytes.LastIndexOf("PK\u0001\u0002"u8)..end].ToArray();
        using var file = new MemoryStream();
        file.Write(bytes[..end]);
        const int Count = 20_000;
        for (var i = 0; i < Count; i++)
        {
            BitConverter.TryWriteBytes(record.AsSpan(46), i);
            file.Write(record);
        }

        var tail = bytes[end..].ToArray();
        foreach (var at in new[] { 8, 10 })
        {
            BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(at), (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at)) + Count));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(12), BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(12)) + (uint)(Count * record.Length));
        file.Write(tail);
        File.WriteAllBytes(_model, file.ToArray());
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model));
        Assert.Equal("MODEL_NOT_ZIP", exception.Code);
        Assert.Contains("share", exception.Received, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ManyEntriesOfZeros_IsTooLargeInTotal()
    {
        using (var archive = Created())
        {
            // Each entry unpacks to a hundredfold at most; the sizes in the directory suffice, so none is unpacked here.
            for (var i = 0; i < 3; i++)
            {
                using var stream = archive.CreateEntry($"TransformerChain/Transform_{i:000}/OnnxModel", CompressionLevel.NoCompression).Open();
                stream.Write(new byte[1000]);
            }
        }

        var bytes = File.ReadAllBytes(_model);
        for (var at = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8); at >= 0;)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 20), 10_000_000);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 24), 900_000_000);
            var next = bytes.AsSpan(at + 4).IndexOf("PK\u0001\u0002"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }

        File.WriteAllBytes(_model, bytes);
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model));
        Assert.Equal("MODEL_TOO_LARGE", exception.Code);
        Assert.Contains("in total", exception.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_Canceled_Stops()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImageClassifier.LoadAsync(_model, null, source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => ModelPackage.ReadGraph(_model, source.Token));
    }

    public void Dispose() => _folder.Dispose();

    private ZipArchive Created()
    {
        File.Delete(_model);
        return ZipFile.Open(_model, ZipArchiveMode.Create);
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private void Repack((string Name, byte[] Content)? first = null, (string Name, byte[] Content)? last = null)
    {
        using var packed = new MemoryStream();
        using (var target = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (var source = ZipFile.OpenRead(_model))
        {
            Add(target, first);
            foreach (var entry in source.Entries)
            {
                Add(target, (entry.FullName, Content(entry)));
            }

            Add(target, last);
        }

        File.WriteAllBytes(_model, packed.ToArray());

        static void Add(ZipArchive target, (string Name, byte[] Content)? entry)
        {
            if (entry is var (name, content))
            {
                using var stream = target.CreateEntry(name).Open();
                stream.Write(content);
            }
        }
    }
}
