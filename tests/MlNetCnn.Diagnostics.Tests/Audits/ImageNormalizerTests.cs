using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class ImageNormalizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Photos => _folder.File("photos");

    private string Output => _folder.File("copies");

    [Theory]
    [InlineData(NormalizedFormat.Jpeg, 1024)]
    [InlineData(NormalizedFormat.Jpeg, 30_000)]
    [InlineData(NormalizedFormat.Png, 100)]
    public async Task NormalizeAsync_AnyPicture_CopyIsSeenAlikeByStock(NormalizedFormat format, int maxSide)
    {
        WriteEveryKind();
        var listing = ImageDataset.FromFolder(Photos);
        var result = await new ImageNormalizer(new ImageNormalizerOptions { Format = format, MaxSide = maxSide })
            .NormalizeAsync(listing, Output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(new ImageNormalizerResult(listing.Count, 0, []), result with { Errors = [] });
        Assert.Empty(result.Errors);
        var copies = ImageDataset.FromFolder(Output);
        Assert.Equal(listing.ClassCounts, copies.ClassCounts);
        foreach (var copy in copies)
        {
            Assert.Equal(ImageTraits.None, Decoding.Traits(copy.Path));
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                StockPixels.AssertNear(StockPixels.Read(copy.Path, 64, 64, mode), Decoding.Pixels(copy.Path, 64, mode: mode));
            }

            using var codec = SKCodec.Create(copy.Path);
            Assert.InRange(Math.Max(codec.Info.Width, codec.Info.Height), 1, maxSide);
            Assert.InRange(codec.Info.Width * codec.Info.Height, 1, 2_000_000);
        }
    }

    [Fact]
    public async Task NormalizeAsync_OrientedAndTransparent_CopyLooksLikeOurs()
    {
        WriteEveryKind();
        await new ImageNormalizer().NormalizeAsync(ImageDataset.FromFolder(Photos), Output, cancellationToken: TestContext.Current.CancellationToken);

        // Quality 95 changes values slightly.
        foreach (var name in new[] { "a/turned", "b/clear" })
        {
            var source = Directory.GetFiles(Photos, Path.GetFileName(name) + ".*", SearchOption.AllDirectories).Single();
            var difference = Decoding.Pixels(source, 64).Zip(Decoding.Pixels(Path.Combine(Output, name + ".jpg"), 64), (x, y) => Math.Abs(x - y)).Average();
            Assert.InRange(difference, 0, 3);
        }
    }

    [Fact]
    public async Task NormalizeAsync_PictureThatNeedsNoChange_IsCopiedByteForByte()
    {
        WriteEveryKind();
        await new ImageNormalizer().NormalizeAsync(ImageDataset.FromFolder(Photos), Output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Photos, "a", "plain.jpg")), File.ReadAllBytes(Path.Combine(Output, "a", "plain.jpg")));
    }

    [Fact]
    public async Task NormalizeAsync_Again_WritesOnlyWhatIsMissingOrOld()
    {
        WriteEveryKind();
        var listing = ImageDataset.FromFolder(Photos);
        await new ImageNormalizer().NormalizeAsync(listing, Output, cancellationToken: TestContext.Current.CancellationToken);
        var again = await new ImageNormalizer().NormalizeAsync(listing, Output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, listing.Count), (again.Written, again.Kept));
        File.Delete(Path.Combine(Output, "a", "plain.jpg"));
        File.SetLastWriteTimeUtc(Path.Combine(Output, "a", "turned.jpg"), DateTime.UtcNow.AddDays(-1));
        var third = await new ImageNormalizer().NormalizeAsync(listing, Output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((2, listing.Count - 2), (third.Written, third.Kept));
        Assert.Equal(listing.Count, Directory.GetFiles(Output, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task NormalizeAsync_BadPictures_AreListedAndHaveNoCopy()
    {
        WriteEveryKind();
        File.WriteAllText(Path.Combine(Photos, "a", "note.jpg"), "not an image");
        File.WriteAllBytes(Path.Combine(Photos, "b", "empty.png"), []);
        var result = await new ImageNormalizer()
            .NormalizeAsync(ImageDataset.FromFolder(Photos), Output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["IMG_UNSUPPORTED", "IMG_EMPTY"], result.Errors.Select(error => error.Code));
        Assert.Empty(Directory.GetFiles(Output, "note*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task NormalizeAsync_OntoThePicturesThemselves_IsRefused()
    {
        WriteEveryKind();
        var before = Directory.GetFiles(Photos, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() =>
            new ImageNormalizer().NormalizeAsync(ImageDataset.FromFolder(Photos), Photos, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("OUTPUT_IS_INPUT", exception.Code);
        Assert.Equal(before, Directory.GetFiles(Photos, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes));
    }

    [Fact]
    public async Task NormalizeAsync_NamesThatMeet_AreToldApart()
    {
        var photo = Repository.Photos(2);
        foreach (var name in new[] { "a/x/rose.jpg", "a/y/rose.jpg", "a/Rose.jpeg", "a/other.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Photos, name))!);
            File.Copy(photo[0], Path.Combine(Photos, name));
        }

        var listing = ImageDataset.FromFolder(Photos);
        await new ImageNormalizer().NormalizeAsync(listing, Output, cancellationToken: TestContext.Current.CancellationToken);
        var names = Directory.GetFiles(Path.Combine(Output, "a")).Select(path => Path.GetFileName(path)!).ToArray();
        Assert.Equal(4, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("other.jpg", names);
    }

    [Fact]
    public async Task NormalizeAsync_PartsGroupsAndOddClassNames_StayInsideTheFolder()
    {
        var photos = Repository.Photos(3);
        var listing = ImageDataset.FromImages([
            new LabeledImage(photos[0], "../up/class") { Split = DatasetSplit.Train, Group = "g1" },
            new LabeledImage(photos[1], "..") { Split = DatasetSplit.Test, Group = "g1" },
            new LabeledImage(photos[2], "plain") { Split = DatasetSplit.Validation },
        ]);
        await new ImageNormalizer().NormalizeAsync(listing, Output, cancellationToken: TestContext.Current.CancellationToken);
        var files = Directory.GetFiles(Output, "*", SearchOption.AllDirectories);
        Assert.Equal(4, files.Length);
        var copies = ImageDataset.FromTable(Path.Combine(Output, "photos.csv"), new TableOptions { GroupColumn = "group" });
        Assert.Equal(listing.Select(image => (image.Label, image.Split, image.Group)), copies.Select(image => (image.Label, image.Split, image.Group)));
        Assert.All(copies, copy => Assert.True(File.Exists(copy.Path)));
    }

    [Fact]
    public async Task NormalizeAsync_Cancelled_Stops()
    {
        WriteEveryKind();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ImageNormalizer().NormalizeAsync(ImageDataset.FromFolder(Photos), Output, cancellationToken: stop.Token));
    }

    [Fact]
    public void Constructor_OptionsOutOfRange_AreRefused()
    {
        Assert.Throws<MlNetCnnException>(() => new ImageNormalizer(new ImageNormalizerOptions { MaxSide = 15 }));
        Assert.Throws<MlNetCnnException>(() => new ImageNormalizer(new ImageNormalizerOptions { Threads = -1 }));
    }

    public void Dispose() => _folder.Dispose();

    private void WriteEveryKind()
    {
        Directory.CreateDirectory(Path.Combine(Photos, "a"));
        Directory.CreateDirectory(Path.Combine(Photos, "b"));
        var plain = TestPictures.Write(Path.Combine(Photos, "a", "plain.jpg"), 90, 60, SKEncodedImageFormat.Jpeg);
        TestPictures.WithOrientation(Path.Combine(Photos, "a", "turned.jpg"), plain, 6);
        TestPictures.Write(Path.Combine(Photos, "a", "large.jpg"), 2000, 1100, SKEncodedImageFormat.Jpeg);
        TestPictures.Write(Path.Combine(Photos, "b", "clear.png"), 70, 50, (x, y) => new SKColor((byte)(3 * x), (byte)(4 * y), 100, (byte)(3 * x)));
        TestPictures.Write(Path.Combine(Photos, "b", "webp.webp"), 300, 100, SKEncodedImageFormat.Webp);
        File.WriteAllBytes(Path.Combine(Photos, "b", "sixteen.png"), new PngWriter(40, 30, 16, 2, (x, y, c) => (x + y + c) * 600).Write());
        TestPictures.Write(Path.Combine(Photos, "b", "misnamed.png"), 64, 64, SKEncodedImageFormat.Jpeg);
    }
}
