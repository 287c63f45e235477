using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests images in memory: bytes and streams are scored like files, to the bit, and rejected for the same reasons.</summary>
public sealed class InMemoryTests : IDisposable
{
    private const int Side = 120;

    private static readonly ImageDecoderOptions Small = new() { MaxFileBytes = 4000, MaxSide = 500 };

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public InMemoryTests()
    {
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(seed: 1).Save(_model);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds() =>
    [
        "jpeg", "progressive jpeg", "gray jpeg", "four inks", "oriented 2", "oriented 6", "oriented 8", "large jpeg", "png", "interlaced png", "16-bit png",
        "transparent png", "png with remarks", "webp", "lossless webp", "gif", "bmp", "jpeg and more", "unended jpeg", "empty", "one byte", "html", "heic", "pdf",
        "corrupt png", "corrupt header", "huge png", "huge gif", "many scans",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Predict_AnyImage_EqualsTheFile(string kind)
    {
        var whole = Content(kind);
        var bodies = new List<byte[]> { whole };
        if (whole.Length > 1000)
        {
            bodies.AddRange(new[] { 5, 50, 90, 99 }.Select(percent => whole[..(whole.Length * percent / 100)]));
        }

        foreach (var options in new[]
        {
            new ImageClassifierOptions(), new ImageClassifierOptions { Views = 3 }, new ImageClassifierOptions { Decoder = ImageDecoderOptions.MlNetCompatible },
            new ImageClassifierOptions { Decoder = new() { AllowTruncated = true, DecodeScaled = false } }, new ImageClassifierOptions { Decoder = Small, Views = 2 },
        })
        {
            using var classifier = ImageClassifier.Load(_model, options);
            foreach (var body in bodies)
            {
                await CheckAsync(classifier, body, options.Decoder?.MaxFileBytes ?? long.MaxValue);
            }
        }
    }

    [Fact]
    public void Predict_LimitsOfBytes_AreThoseOfFiles()
    {
        var image = Content("jpeg");
        using var exact = ImageClassifier.Load(_model, new ImageClassifierOptions { Decoder = new() { MaxFileBytes = image.Length } });
        Assert.Null(exact.Predict(image).Error);
        Assert.Null(exact.Predict(new UnseekableStream(image)).Error);

        var endless = new EndlessStream();
        using var less = ImageClassifier.Load(_model, new ImageClassifierOptions { Decoder = new() { MaxFileBytes = image.Length - 1 } });
        Assert.Equal("IMG_TOO_LARGE", less.Predict(endless).Error?.Code);
        Assert.Equal(image.Length, endless.ReadCount);
        Assert.Equal("IMG_TOO_LARGE", less.Predict(image).Error?.Code);
    }

    [Fact]
    public async Task Predict_Stream_IsReadFromItsPositionAndStaysOpen()
    {
        var image = Content("png");
        using var classifier = ImageClassifier.Load(_model);
        var expected = classifier.Predict(image).Scores;
        using var stream = new MemoryStream([1, 2, 3, .. image]);
        stream.Position = 3;
        Assert.Equal(expected, classifier.Predict(stream).Scores);
        Assert.Equal(stream.Length, stream.Position);
        stream.Position = 3;
        Assert.Equal(expected, (await classifier.PredictAsync(stream, Token)).Scores);
        Assert.Equal("IMG_EMPTY", classifier.Predict(stream).Error?.Code);

        Assert.Equal("gone", Assert.Throws<IOException>(() => classifier.Predict(new FailingStream())).Message);
        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(() => classifier.PredictAsync(new FailingStream(), Token))).Message);
        stream.Close();
        Assert.Throws<ArgumentException>(() => classifier.Predict(stream));
    }

    [Fact]
    public void Predict_RejectedBytes_NamesNoFile()
    {
        using var classifier = ImageClassifier.Load(_model);
        var prediction = classifier.Predict("no image"u8.ToArray());
        Assert.Equal(("", "IMG_UNSUPPORTED"), (prediction.Path, prediction.Error!.Code));
        Assert.StartsWith("the image was rejected", Assert.Throws<InvalidOperationException>(() => prediction.Label).Message, StringComparison.Ordinal);
        Assert.Contains("the image cannot be used", prediction.Error.ToException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PredictAsync_ManyInMemory_ComeInOrderAndAreReadOnDemand()
    {
        var kinds = new[] { "jpeg", "png", "empty", "webp", "gif" };
        var bodies = kinds.Select(Content).ToArray();
        using var workers = new InferenceWorkers(2);
        using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Workers = workers });
        var expected = bodies.Select(body => classifier.Predict(body)).ToArray();
        var (read, seen) = (0, 0);
        await foreach (var prediction in classifier.PredictAsync(Endless(), Token))
        {
            AssertEqual(expected[seen % bodies.Length], prediction);
            if (++seen == 100)
            {
                break;
            }

            // Two batches per thread and one more, and the one at hand.
            Assert.InRange(read - seen, 0, 6 * ImageBatchRunner.BatchSize);
        }

        IEnumerable<ReadOnlyMemory<byte>> Endless()
        {
            while (true)
            {
                yield return bodies[read++ % bodies.Length];
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertEqual(ImagePrediction expected, ImagePrediction actual)
    {
        Assert.Equal((expected.Error?.Code, expected.Error?.Reason, expected.Traits), (actual.Error?.Code, actual.Error?.Reason, actual.Traits));
        Assert.Equal(expected.Scores, actual.Scores);
        Assert.Equal("", actual.Path);
        Assert.Equal("", actual.Error?.Path ?? "");
    }

    /// <summary>Compares all ways to score the same bytes with the file.</summary>
    private async Task CheckAsync(ImageClassifier classifier, byte[] body, long maxBytes)
    {
        var path = _folder.File("image");
        File.WriteAllBytes(path, body);
        var expected = classifier.Predict(path);
        Assert.Equal(expected.Scores, (await classifier.PredictAsync(path, Token)).Scores);
        byte[] padded = [7, .. body, 7];
        ReadOnlyMemory<byte> slice = padded.AsMemory(1, body.Length);
        List<ImagePrediction> found =
            [classifier.Predict(body), classifier.Predict(slice), await classifier.PredictAsync(slice, Token), .. await classifier.PredictAsync([slice], Token).ToListAsync(Token)];
        found.ForEach(prediction => AssertEqual(expected, prediction));

        List<ImagePrediction> streamed =
        [
            classifier.Predict(new MemoryStream(body)), classifier.Predict(new UnseekableStream(body)), await classifier.PredictAsync(new MemoryStream(body), Token),
            await classifier.PredictAsync(new UnseekableStream(body), Token),
        ];
        foreach (var prediction in streamed)
        {
            if (body.Length > maxBytes)
            {
                // The length of a stream that is not read to its end is unknown.
                Assert.Equal(("IMG_TOO_LARGE", "IMG_TOO_LARGE"), (expected.Error?.Code, prediction.Error?.Code));
            }
            else
            {
                AssertEqual(expected, prediction);
            }
        }
    }

    private byte[] Content(string kind)
    {
        switch (kind)
        {
            case "jpeg" or "png" or "webp":
                return Encoded(Enum.Parse<SKEncodedImageFormat>(kind, ignoreCase: true));
            case "lossless webp":
                return Encoded(SKEncodedImageFormat.Webp, quality: 100);
            case "oriented 2" or "oriented 6" or "oriented 8":
                var upright = TestPictures.Write(_folder.File("upright.jpg"), Side, Side / 2, SKEncodedImageFormat.Jpeg);
                return File.ReadAllBytes(TestPictures.WithOrientation(_folder.File("oriented.jpg"), upright, kind[^1] - '0'));
            case "large jpeg":
                return File.ReadAllBytes(TestPictures.Write(_folder.File("large.jpg"), 2000, 1200, SKEncodedImageFormat.Jpeg));
            case "jpeg and more":
                return [.. Content("jpeg"), .. new byte[1000]];
            case "unended jpeg":
                return TestJpegs.Progressive(Side, Side)[..^2];
            case "corrupt png":
                var png = Content("png");
                png.AsSpan(png.Length / 2, 40).Fill(0x55);
                return png;
            case "huge gif":
                var gif = Content("gif");
                gif.AsSpan(6, 4).Fill(0xFF);
                return gif;
        }

        var photo = TestJpegs.Photo(Side, Side);
        int Sample(int x, int y, int channel) => channel == 3 ? (x + y) & 0xFF : photo[x, y, channel];
        return kind switch
        {
            "progressive jpeg" => TestJpegs.Progressive(Side, Side),
            "gray jpeg" => new JpegWriter(Side, Side, 1, (x, y, _) => (byte)((2 * x) + y)).Write(),
            "four inks" => new JpegWriter(Side, Side, 4, (x, y, c) => (byte)((x * (c + 1)) + y)) { AdobeTransform = 2 }.Write(),
            "interlaced png" => new PngWriter(Side, Side, 8, 2, Sample) { Interlaced = true }.Write(),
            "16-bit png" => new PngWriter(Side, Side, 16, 2, (x, y, c) => 257 * Sample(x, y, c)).Write(),
            "transparent png" => new PngWriter(Side, Side, 8, 6, Sample).Write(),
            "png with remarks" => new PngWriter(Side, Side, 8, 2, Sample) { Before = [("tEXt", new byte[100_000])] }.Write(),
            "gif" => new GifWriter(Side, Side, 2, (x, y, _) => (byte)((x * y) % 128)).Write(),
            "bmp" => new BmpWriter(Side, Side, 24, (x, y) => ((byte)(x + 50), (byte)(y + 50), 100, 255)).Write(),
            "empty" => [],
            "one byte" => [0xFF],
            "html" => "<!DOCTYPE html><html><body>404</body></html>"u8.ToArray(),
            "heic" => "\0\0\0\u0018ftypheic\0\0\0\0"u8.ToArray(),
            "pdf" => "%PDF-1.7 ..."u8.ToArray(),
            "corrupt header" => [0x89, .. "PNG\r\n\u001A\nnothing of a header"u8],
            "huge png" => new PngWriter(8, 8, 8, 2, (x, y, _) => x + y) { ClaimedSize = (30_000, 30_000) }.Write(),
            "many scans" => TestJpegs.Progressive(64, 64, lastScanCount: 94),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private byte[] Encoded(SKEncodedImageFormat format, int quality = 90) =>
        File.ReadAllBytes(TestPictures.Write(_folder.File("encoded"), Side, Side, format, quality: quality));

    /// <summary>A JPEG without an end.</summary>
    private sealed class EndlessStream() : MemoryStream([])
    {
        public int ReadCount { get; private set; }

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill(0xFF);
            ReadCount += buffer.Length;
            return buffer.Length;
        }
    }

    private sealed class FailingStream() : MemoryStream([1])
    {
        public override int Read(Span<byte> buffer) => throw new IOException("gone");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}

/// <summary>A stream such as a network's: no length, few bytes at a time.</summary>
internal sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
{
    public int ReadCount { get; private set; }

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        ReadCount++;
        return base.Read(buffer[..Math.Min(buffer.Length, 777)]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return Read(buffer.Span);
    }
}
