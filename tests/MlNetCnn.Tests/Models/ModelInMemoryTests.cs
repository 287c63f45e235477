using System.Buffers;
using System.Text;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests models in memory: they give the scores of their files, to the bit, and are refused for the same reasons.</summary>
public sealed class ModelInMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _image;

    public ModelInMemoryTests() => _image = TinyClassifiers.WriteImage(_folder.File("p.png"));

    [Theory]
    [InlineData("m.zip", 2.0)]
    [InlineData("m.onnx", 2.0)]
    [InlineData("m.zip", 1.0)]
    [InlineData("m.zip", null)]
    [InlineData("m.onnx", null)]
    public void Load_AnyModel_EqualsItsFile(string file, double? factor)
    {
        var path = Write(file, TinyClassifiers.Create(seed: 1, factor: factor));
        var bytes = File.ReadAllBytes(path);
        byte[] padded = [7, .. bytes, 7];
        using var unmanaged = new CallingMemory(bytes, () => { });
        var options = new ImageClassifierOptions { Threads = 1, Views = 3 };
        using var expected = ImageClassifier.Load(path, options);
        foreach (var content in new ReadOnlyMemory<byte>[] { bytes, padded.AsMemory(1, bytes.Length), unmanaged.Memory })
        {
            // The name decides nothing.
            using var classifier = ImageClassifier.Load(content, "m.txt", options);
            Assert.Equal(expected.Predict(_image).Scores, classifier.Predict(_image).Scores);
            Assert.Equal(3, classifier.ViewCount);
            Assert.Equivalent(expected.Card, classifier.Card, strict: true);
            Assert.Equivalent(ModelCard.Read(path), ModelCard.Read(content, "m.txt"), strict: true);
        }

        Assert.Equal(File.ReadAllBytes(path), bytes);
    }

    [Fact]
    public void Load_NetworkThatContainsAZip_IsANetwork()
    {
        var path = Write("m.onnx", TinyClassifiers.Create(seed: 1));
        byte[] zip = File.ReadAllBytes(Write("other.zip", TinyClassifiers.Create(seed: 2)));

        // A field that ONNX does not define, with the zip as its bytes, which readers pass over.
        using var both = new MemoryStream();
        both.Write(File.ReadAllBytes(path));
        using (var output = new Google.Protobuf.CodedOutputStream(both, leaveOpen: true))
        {
            output.WriteTag(1000, Google.Protobuf.WireFormat.WireType.LengthDelimited);
            output.WriteBytes(Google.Protobuf.ByteString.CopyFrom(zip));
        }

        using var expected = ImageClassifier.Load(path);
        using var classifier = ImageClassifier.Load(both.ToArray(), "m");
        Assert.Equal(expected.Predict(_image).Scores, classifier.Predict(_image).Scores);
    }

    [Fact]
    public void Load_AnyByteFlipped_IsRefusedAsTheFileIsOrMakesNoDifference()
    {
        var path = Write("m.zip", TinyClassifiers.Create(seed: 1));
        var bytes = File.ReadAllBytes(path);
        var random = new Random(6);

        // The first bytes are those that tell a zip from a network, and the last ones its directory.
        int[] places = [.. Enumerable.Range(0, 8), .. Enumerable.Range(bytes.Length - 22, 22), .. Enumerable.Range(0, 200).Select(_ => random.Next(bytes.Length))];
        var refused = 0;
        foreach (var place in places)
        {
            var damaged = bytes.ToArray();
            damaged[place] ^= (byte)(1 << random.Next(8));
            refused += Compare(damaged, path) ? 0 : 1;
        }

        Assert.InRange(refused, 100, places.Length);
    }

    [Theory]
    [InlineData("m.zip")]
    [InlineData("m.onnx")]
    public void Load_Truncated_IsRefusedAsTheFileIs(string file)
    {
        var path = Write(file, TinyClassifiers.Create(seed: 1));
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 4, 100, bytes.Length / 2, bytes.Length - 30, bytes.Length - 1 })
        {
            Assert.False(Compare(bytes[..length], path));
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html></html>", "MODEL_NOT_ONNX")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "MODEL_NOT_ONNX")]
    [InlineData("", "MODEL_EMPTY")]
    public void Load_OtherContent_SaysWhatItIs(string content, string code)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(bytes, "model of flowers"));
        Assert.Equal((ErrorKind.Model, code), (exception.Kind, exception.Code));
        Assert.Contains("'model of flowers'", exception.Message, StringComparison.Ordinal);
        if (bytes.Length > 0)
        {
            Assert.False(Compare(bytes, Write("m.onnx", TinyClassifiers.Create(seed: 1))));
        }
    }

    [Theory]
    [InlineData("MODEL_NOT_OURS", "mlnetcnn.format", null)]
    [InlineData("MODEL_NEWER", "mlnetcnn.format", "99")]
    [InlineData("MODEL_CARD_DAMAGED", "mlnetcnn.classes", "[\"a\", \"b\"]")]
    public void Load_InvalidCard_IsRefusedAsTheFileIs(string code, string key, string? value)
    {
        var path = Write("m.onnx", TinyClassifiers.Create(seed: 1));
        var graph = OnnxGraph.Load(path);
        graph.RemoveMetadata(key);
        if (value is not null)
        {
            graph.SetMetadata(key, value);
        }

        var bytes = graph.ToBytes();
        Assert.False(Compare(bytes, path));
        Assert.Equal(code, Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(bytes, "m")).Code);
    }

    [Fact]
    public void Load_InvalidArguments_AreRefusedFirst()
    {
        Assert.Throws<ArgumentException>(() => ImageClassifier.Load(new byte[1], ""));
        Assert.Throws<ArgumentNullException>(() => ModelCard.Read(new byte[1], null!));
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(new byte[1], "m", new ImageClassifierOptions { MaxBatchSize = 65 }));
        Assert.Equal("OPTION_OUT_OF_RANGE", exception.Code);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string file, TrainedClassifier model)
    {
        var path = _folder.File(file);
        if (ModelFile.IsNetwork(path))
        {
            model.SaveOnnx(path);
        }
        else
        {
            model.Save(path);
        }

        return path;
    }

    /// <summary>Loads the same bytes from a file and from memory; either both are refused with the same message, or both give the same scores.</summary>
    /// <returns>Whether they were loaded.</returns>
    private bool Compare(byte[] content, string path)
    {
        File.WriteAllBytes(path, content);
        var (scores, refused) = Scores(() => ImageClassifier.Load(path));
        var (found, other) = Scores(() => ImageClassifier.Load(content, path));
        Assert.Equal((refused?.Kind, refused?.Code, refused?.Message), (other?.Kind, other?.Code, other?.Message));
        Assert.Equal(scores, found);
        return refused is null;
    }

    private (IReadOnlyList<float>? Scores, MlNetCnnException? Exception) Scores(Func<ImageClassifier> load)
    {
        try
        {
            using var classifier = load();
            return (classifier.Predict(_image).Scores, null);
        }
        catch (MlNetCnnException exception)
        {
            return (null, exception);
        }
    }
}
