using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests damaged packages: they are rejected with an error code, or the damage makes no difference.</summary>
public sealed class DamagedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _image;

    public DamagedModelTests()
    {
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(seed: 1).Save(_model);
        _image = TinyClassifiers.WriteImage(_folder.File("p.png"));
    }

    [Fact]
    public void Load_ByteFlippedInAnyEntry_IsRefused()
    {
        var bytes = File.ReadAllBytes(_model);
        using var archive = ZipFile.OpenRead(_model);
        Assert.True(archive.Entries.Count > 5);
        foreach (var entry in archive.Entries)
        {
            var damaged = bytes.ToArray();
            damaged[DataStart(bytes, entry) + (entry.CompressedLength / 2)] ^= 0x10;
            var exception = Assert.Throws<MlNetCnnException>(() => Load(damaged));
            Assert.Equal((ErrorKind.Model, "MODEL_NOT_ZIP"), (exception.Kind, exception.Code));
        }
    }

    [Fact]
    public void Load_AnyByteFlipped_IsRefusedOrMakesNoDifference()
    {
        var bytes = File.ReadAllBytes(_model);
        var expected = Scores(_model);
        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_folder.File("damaged.zip"), damaged);
            try
            {
                Assert.Equal(expected, Scores(_folder.File("damaged.zip")));
            }
            catch (MlNetCnnException exception)
            {
                Assert.Equal(ErrorKind.Model, exception.Kind);
                refused++;
            }
        }

        Assert.InRange(refused, 150, 300);
    }

    [Fact]
    public void Load_EntryThatClaimsMoreThanTwoGigabytes_IsTooLarge()
    {
        var bytes = File.ReadAllBytes(_model);
        BinaryPrimitives.WriteUInt32LittleEndian(CentralHeader(bytes, "OnnxModel")[24..], 0xF0000000);
        Assert.Equal("MODEL_TOO_LARGE", Assert.Throws<MlNetCnnException>(() => Load(bytes)).Code);
    }

    [Fact]
    public void Load_EncryptedEntry_IsRefused()
    {
        var bytes = File.ReadAllBytes(_model);
        CentralHeader(bytes, "OnnxModel")[8] |= 1;
        Assert.Equal("MODEL_NOT_ZIP", Assert.Throws<MlNetCnnException>(() => Load(bytes)).Code);
    }

    [Fact]
    public void Load_ZipOfThreeGigabytesOfNothing_IsRefused()
    {
        using (var stream = File.Create(_folder.File("large.zip")))
        {
            // A sparse file takes no space on the disk.
            stream.SetLength(3L << 30);
        }

        Assert.Equal("MODEL_NOT_ZIP", Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_folder.File("large.zip"))).Code);
    }

    [Fact]
    public void Load_CreatedByANewerVersion_NamesBothVersions()
    {
        Rewrite(graph =>
        {
            graph.SetMetadata("mlnetcnn.format", "99");
            graph.SetMetadata("mlnetcnn.version", "9.8.7");
        });

        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model));
        Assert.Equal((ErrorKind.Model, "MODEL_NEWER"), (exception.Kind, exception.Code));
        Assert.Contains($"created by MlNetCnn 9.8.7; this is version {ModelCard.CurrentVersion}", exception.Message);
        Assert.Contains("update MlNetCnn to 9.8.7 or later", exception.Fix);
    }

    [Theory]
    [InlineData("mlnetcnn.classes", "[\"a\", \"b\"]")]
    [InlineData("mlnetcnn.classes", "no list")]
    [InlineData("mlnetcnn.input", "8")]
    [InlineData("mlnetcnn.input", "0x8")]
    [InlineData("mlnetcnn.input", "99999x99999")]
    [InlineData("mlnetcnn.resize", "stretch")]
    [InlineData("mlnetcnn.background", "white")]
    [InlineData("mlnetcnn.label-changes", "flip")]
    public void Load_InvalidCard_IsRefused(string key, string value)
    {
        Rewrite(graph => graph.SetMetadata(key, value));
        Assert.Equal("MODEL_CARD_DAMAGED", Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model)).Code);
    }

    [Fact]
    public void Load_CardWithoutBackground_IsWhite()
    {
        Rewrite(graph => graph.Model.MetadataProps.Remove(graph.Model.MetadataProps.Single(entry => entry.Key == "mlnetcnn.background")));
        using var classifier = ImageClassifier.Load(_model);
        Assert.Equal(0xFFFFFF, classifier.Card.Background);
    }

    [Fact]
    public void Load_CardWithoutLabelChanges_HasNone()
    {
        Rewrite(graph => graph.Model.MetadataProps.Remove(graph.Model.MetadataProps.Single(entry => entry.Key == "mlnetcnn.label-changes")));
        using var classifier = ImageClassifier.Load(_model);
        Assert.Empty(classifier.Card.UnsafeAugmentations);
    }

    public void Dispose() => _folder.Dispose();

    private static int DataStart(byte[] bytes, ZipArchiveEntry entry)
    {
        // The first occurrence of a name is in the header of the entry; the other fields of the header follow the name.
        var name = Encoding.UTF8.GetBytes(entry.FullName);
        var start = bytes.AsSpan().IndexOf([.. BitConverter.GetBytes((short)name.Length), .. BitConverter.GetBytes((short)0), .. name]);
        return start + (2 * sizeof(short)) + name.Length;
    }

    private static Span<byte> CentralHeader(byte[] bytes, string endOfName)
    {
        var end = bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(endOfName));
        return bytes.AsSpan(bytes.AsSpan(0, end).LastIndexOf("PK\u0001\u0002"u8));
    }

    private void Load(byte[] bytes)
    {
        File.WriteAllBytes(_folder.File("damaged.zip"), bytes);
        ImageClassifier.Load(_folder.File("damaged.zip")).Dispose();
    }

    private float[] Scores(string model)
    {
        using var classifier = ImageClassifier.Load(model);
        return [.. classifier.Predict(_image).Scores];
    }

    /// <summary>Changes the graph in the package and corrects the checksum.</summary>
    private void Rewrite(Action<OnnxGraph> change)
    {
        var graph = OnnxGraph.Parse(ModelPackage.ReadGraph(_model, TestContext.Current.CancellationToken), _model);
        change(graph);
        using var archive = ZipFile.Open(_model, ZipArchiveMode.Update);
        var old = archive.Entries.Single(entry => entry.Name == "OnnxModel");
        var name = old.FullName;
        old.Delete();
        var bytes = graph.ToBytes();
        using var writer = new BinaryWriter(archive.CreateEntry(name).Open());
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
