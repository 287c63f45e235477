using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageDatasetTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    private static IEnumerable<LabeledImage> Images(string label, int count, DatasetSplit part = DatasetSplit.Unassigned) =>
        Enumerable.Range(0, count).Select(i => new LabeledImage($"set/{part}/{label}/{i}.jpg", label) { Split = part });

    private static ImageDataset Listing(params (string Label, int Count)[] classes) =>
        ImageDataset.FromImages(classes.SelectMany(entry => Images(entry.Label, entry.Count)));

    [Fact]
    public void FromImages_Images_KeepsOrderPathsAndSplits()
    {
        LabeledImage[] expected = [new("z.jpg", "b") { Split = DatasetSplit.Test, Group = "g" }, new("a.jpg", "a")];

        var images = ImageDataset.FromImages(expected);

        Assert.Equal(expected, images);
        Assert.Equal(expected[1], images[1]);
        Assert.Equal(["a", "b"], images.ClassNames);
    }

    [Fact]
    public void FromImages_Nothing_IsRefused()
    {
        Assert.Equal("DATA_NO_IMAGES", Assert.Throws<MlNetCnnException>(() => ImageDataset.FromImages([])).Code);
        Assert.Throws<ArgumentNullException>(() => ImageDataset.FromImages(null!));
    }

    [Fact]
    public void FromImages_InvalidImages_AreErrors()
    {
        var images = ImageDataset.FromImages([new("a.jpg", " "), new("", "a"), new("b.jpg", " b ")]);

        Assert.Equal([new LabeledImage("b.jpg", " b ")], images);
        Assert.Equal(["image 1 has no label", "image 2 has no path"], images.Errors.Select(error => error.Reason));
    }

    [Fact]
    public void FromImages_OneFileTwoSpellings_IsOneFile()
    {
        var images = ImageDataset.FromImages([new("a.jpg", "a"), new("x/../a.jpg", "a"), new(Path.GetFullPath("a.jpg"), "a")]);

        Assert.Single(images);
        Assert.Contains(images.Warnings, warning => warning.StartsWith("2 rows or links repeat", StringComparison.Ordinal));
        Assert.Equal(
            "DATA_CONFLICTING_LABELS",
            Assert.Throws<MlNetCnnException>(() => ImageDataset.FromImages([new("a.jpg", "a"), new("./a.jpg", "b")])).Code);
    }

    [Fact]
    public void ClassNames_MixedCase_AreInOrdinalOrder() =>
        Assert.Equal(["10", "9", "Z", "_", "a", "ä"], Listing(("ä", 1), ("a", 1), ("Z", 1), ("_", 1), ("9", 1), ("10", 1)).ClassNames);

    [Fact]
    public void Fingerprint_SameSetElsewhereInOtherOrder_IsTheSame()
    {
        using var copy = new FakePictures();
        _set.Files("train/a", 2).Files("train/b/sub", 2).Files("test/a", 1);
        copy.Files("test/a", 1).Files("train/b/sub", 2).Files("train/a", 2);
        var table = copy.Table(
            "filename,label,split\ntrain/b/sub/001.jpg,b,train\ntest\\a\\000.jpg,a,test\ntrain/a/001.jpg,a,train\ntrain/a/000.jpg,a,train\ntrain/b/sub/000.jpg,b,train\n");

        var fingerprint = ImageDataset.FromFolder(_set.Root).Fingerprint;

        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
        Assert.Equal(fingerprint, ImageDataset.FromFolder(copy.Root).Fingerprint);
        Assert.Equal(fingerprint, ImageDataset.FromTable(table).Fingerprint);
        Assert.Equal(fingerprint, ImageDataset.FromImages(ImageDataset.FromTable(table).Reverse()).Fingerprint);
    }

    [Fact]
    public void Fingerprint_KnownSet_IsTheStatedHash()
    {
        // printf 'a/000.jpg\0a\0Unassigned\nb/000.jpg\0b\0Unassigned\n' | sha256sum
        _set.Files("a", 1).Files("b", 1);

        Assert.Equal("e1dbd6c56795d54403ece553ccc19bcb00bba5c69361d4fb51d9711a87b92941", ImageDataset.FromFolder(_set.Root).Fingerprint);
    }

    [Fact]
    public void Fingerprint_AnyChange_ChangesIt()
    {
        LabeledImage[] images = [new("s/a.jpg", "a"), new("s/b.jpg", "b")];
        string Of(params LabeledImage[] changed) => ImageDataset.FromImages(changed).Fingerprint;

        string[] fingerprints =
        [
            Of(images),
            Of(images[0], images[1] with { Label = "c" }),
            Of(images[0], images[1] with { Path = "s/c.jpg" }),
            Of(images[0], images[1] with { Split = DatasetSplit.Test }),
            Of([.. images, new("s/d.jpg", "a")]),
        ];

        Assert.Distinct(fingerprints);
    }

    [Fact]
    public void RequireUnchanged_SetEditedBetweenSplitAndTraining_IsRefused()
    {
        using var set = new FakePictures();
        set.Files("cat", 3).Files("dog", 3);
        var fingerprint = ImageDataset.FromFolder(set.Root).Fingerprint;

        Assert.Equal(6, ImageDataset.FromFolder(set.Root).RequireUnchanged(fingerprint.ToUpperInvariant()).Count);
        File.Move(set.At("cat/000.jpg"), set.At("dog/100.jpg"));
        var exception = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromFolder(set.Root).RequireUnchanged(fingerprint));
        Assert.Equal((ErrorKind.Data, "DATA_CHANGED"), (exception.Kind, exception.Code));
        Assert.Contains(fingerprint, exception.Expected);
    }

    [Fact]
    public void Warnings_TinyAndImbalancedClasses_AreNamed()
    {
        var warnings = Listing(("huge", 1_000), ("one", 1), ("few", 9), ("fine", 10)).Warnings;

        Assert.Contains(warnings, warning => warning.StartsWith("one: only 1 image", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.StartsWith("few (9): fewer than 10 images to train on", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("huge has 1000 images and one 1, 100 to 1 or more", StringComparison.Ordinal)
            && warning.Contains("balanced accuracy", StringComparison.Ordinal));
        Assert.Equal(3, warnings.Count);
    }

    [Fact]
    public void Warnings_BalancedDataset_AreNone()
    {
        Assert.Empty(Listing(("a", 999), ("b", 10)).Warnings);
        Assert.Empty(ImageDataset.FromImages(Images("a", 3, DatasetSplit.Test)).Warnings);
    }

    [Fact]
    public void Warnings_ManyTinyClasses_AreCountedNotAllNamed() =>
        Assert.Contains("c0, c1, c10, c11, c12 and 15 more", Listing([.. Enumerable.Range(0, 20).Select(i => ($"c{i}", 1))]).Warnings[0], StringComparison.Ordinal);
}
