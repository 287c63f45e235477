using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class DatasetAuditTests : IDisposable
{
    private readonly AuditSet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public async Task RunAsync_BundledEmoji_FindsTwoNearCopiesAndNoMore()
    {
        var report = await DatasetAudit.RunAsync(ImageDataset.FromFolder(Repository.Emoji), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(AuditSeverity.Note, Assert.Single(report.Findings).Severity);
        Assert.Equal(2, report.Duplicates.Count);
        Assert.True(report.IsUsable);
        Assert.Equal(AuditSeverity.Note, report.Worst);
        Assert.Equal(486, report.ReadableCount);
        Assert.Equal(new SizeRange(128, 128, 128), report.Width);
        Assert.Equal([("PNG", 486)], report.Formats.Select(format => (format.Key, format.Value)));
        Assert.Equal(new AuditedClass("vehicles", 0, 63, 0, 36, 0), report.Classes[4]);
        Assert.Equal(0, report.MlNetDifferences.Count);
    }

    [Fact]
    public async Task RunAsync_BadFiles_HaveTheDecodersCodesAndTheRestGoesOn()
    {
        _set.Photo("a/good.jpg", 0);
        _set.Photo("b/good.jpg", 1);
        _set.Text("a/empty.jpg", "");
        _set.Text("a/page.jpg", "<!DOCTYPE html><html></html>");
        _set.Text("b/readme.txt", "text");
        File.WriteAllBytes(_set.At("b/short.jpg"), File.ReadAllBytes(_set.Photo("b/short.jpg", 0))[..2000]);
        var gone = _set.Photo("b/gone.jpg", 2);
        var listing = ImageDataset.FromFolder(_set.Root);
        File.Delete(gone);

        var report = await DatasetAudit.RunAsync(listing, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, report.ReadableCount);
        Assert.True(report.IsUsable);
        Assert.Equal(
            ["IMG_EMPTY", "IMG_NOT_FOUND", "IMG_TRUNCATED", "IMG_UNSUPPORTED", "NOT_AN_IMAGE"],
            report.Errors.Select(error => error.Code).Order(StringComparer.Ordinal));
        var finding = Find(report, "UNREADABLE");
        Assert.Equal((AuditSeverity.Error, 4), (finding.Severity, finding.Count));
        Assert.Contains("4 images (66.7 %) cannot be used: 1 IMG_EMPTY, 1 IMG_NOT_FOUND, 1 IMG_TRUNCATED, 1 IMG_UNSUPPORTED", finding.Problem);
        Assert.Equal(AuditSeverity.Note, Find(report, "LEFT_OUT").Severity);
        Assert.Equal(AuditSeverity.Warning, Find(await AuditAsync(listing, new AuditOptions { MaxRejectedFraction = 0.7 }), "UNREADABLE").Severity);
    }

    [Fact]
    public async Task RunAsync_NothingReadable_IsUnusable()
    {
        _set.Text("a/1.jpg", "not an image");
        _set.Text("b/2.jpg", "not an image");

        var report = await _set.AuditAsync();

        Assert.False(report.IsUsable);
        Assert.Equal(0, report.ReadableCount);
        Assert.Equal(AuditSeverity.Error, report.Worst);
        Assert.Contains("0 usable of 2 images", Find(report, "NOTHING_READABLE").Problem);
        Assert.Equal(default, report.Width);
    }

    [Fact]
    public async Task RunAsync_SecondClassUnreadable_IsUnusable()
    {
        _set.Photo("a/1.jpg", 0);
        _set.Text("b/2.jpg", "not an image");

        var report = await _set.AuditAsync();

        Assert.False(report.IsUsable);
        Assert.Contains("'a' is the only class", Find(report, "ONE_CLASS").Problem);
        Assert.Equal("b: none of the images can be used", Find(report, "CLASS_UNREADABLE").Problem);
    }

    [Fact]
    public async Task RunAsync_CopyInTest_IsALeak()
    {
        Parts();
        _set.Photo("test/a/copy of the first.jpg", 0);

        var report = await _set.AuditAsync();

        var finding = Find(report, "LEAK_EXACT");
        Assert.Equal((AuditSeverity.Error, 2), (finding.Severity, finding.Count));
        Assert.Equal([_set.At("train/a/0.jpg"), _set.At("test/a/copy of the first.jpg")], finding.Paths);
        var group = Assert.Single(report.Duplicates);
        Assert.Equal((DuplicateKind.Exact, true, false), (group.Kind, group.AcrossSplits, group.AcrossLabels));
        Assert.True(report.IsUsable);
    }

    [Fact]
    public async Task RunAsync_SmallerCopyInTest_IsANearLeak()
    {
        Parts();
        _set.Rewritten("test/a/smaller.webp", 0, format: SKEncodedImageFormat.Webp);

        var report = await _set.AuditAsync();

        Assert.Equal(AuditSeverity.Warning, Find(report, "LEAK_NEAR").Severity);
        Assert.Equal(DuplicateKind.Near, Assert.Single(report.Duplicates).Kind);
        Assert.DoesNotContain(report.Findings, finding => finding.Code is "LEAK_EXACT" or "DUPLICATE_NEAR");
    }

    [Fact]
    public async Task RunAsync_NearCopiesOfAShareOfTheTest_AreAnError()
    {
        Parts();
        _set.Rewritten("test/a/0.jpg", 0);
        _set.Rewritten("test/a/1.jpg", 1);
        _set.Rewritten("test/b/4.jpg", 4);

        Assert.Equal(AuditSeverity.Error, Find(await _set.AuditAsync(), "LEAK_NEAR").Severity);
    }

    [Theory]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(false, false, 90)]
    [InlineData(false, false, 180)]
    [InlineData(true, false, 270)]
    public async Task RunAsync_MirroredOrTurnedCopy_IsANearCopyWithinItsClass(bool mirrored, bool upsideDown, int degrees)
    {
        Parts();
        Turned("test/a/turned.jpg", 0, mirrored, upsideDown, degrees);
        Turned("train/b/turned.jpg", 1, mirrored, upsideDown, degrees);

        var report = await _set.AuditAsync();

        var group = Assert.Single(report.Duplicates);
        Assert.Equal(["0.jpg", "turned.jpg"], group.Images.Select(image => Path.GetFileName(image.Path)));
        Assert.True(group.AcrossSplits);
    }

    [Fact]
    public async Task RunAsync_CopyInAnotherClass_IsAConflict()
    {
        Parts();
        _set.Photo("train/b/copy.jpg", 0);
        _set.Rewritten("train/a/smaller.jpg", 4);

        var report = await _set.AuditAsync();

        Assert.Equal((AuditSeverity.Error, 2), (Find(report, "CONFLICT_EXACT").Severity, Find(report, "CONFLICT_EXACT").Count));
        Assert.Equal(AuditSeverity.Warning, Find(report, "CONFLICT_NEAR").Severity);
        Assert.DoesNotContain(report.Findings, finding => finding.Code.StartsWith("LEAK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_CopyBesideItsOriginal_MattersOnlyWhereASplitIsToCome()
    {
        Parts();
        _set.Photo("train/a/copy.jpg", 0);
        _set.Rewritten("train/a/smaller.jpg", 1);
        var parted = await _set.AuditAsync();
        var unparted = await DatasetAudit.RunAsync(ImageDataset.FromFolder(_set.At("train")), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(AuditSeverity.Note, Find(parted, "DUPLICATE_EXACT").Severity);
        Assert.Equal(AuditSeverity.Note, Find(parted, "DUPLICATE_NEAR").Severity);
        Assert.Equal(AuditSeverity.Warning, Find(unparted, "DUPLICATE_EXACT").Severity);
        Assert.Contains("GroupColumn", Find(unparted, "DUPLICATE_NEAR").Fix);
    }

    [Fact]
    public async Task RunAsync_CopiesOfOneGroup_AreNotTornApartByASplit()
    {
        LabeledImage[] images =
        [
            new(_set.Photo("1.jpg", 0), "a") { Group = "one" }, new(_set.Photo("2.jpg", 0), "a") { Group = "one" }, new(_set.Photo("3.jpg", 1), "b"),
        ];

        Assert.Equal(AuditSeverity.Note, Find(await AuditAsync(ImageDataset.FromImages(images)), "DUPLICATE_EXACT").Severity);
    }

    [Fact]
    public async Task RunAsync_ThresholdZero_FindsEqualHashesOnly()
    {
        Parts();
        _set.Rewritten("test/a/stretched.jpg", 0, 224, 150);

        Assert.Empty((await _set.AuditAsync(new AuditOptions { NearDuplicateDistance = 0 })).Duplicates);
    }

    [Fact]
    public async Task RunAsync_OddPictures_AreTold()
    {
        for (var i = 0; i < 8; i++)
        {
            _set.Photo($"{"ab"[i % 2]}/{i}.jpg", i);
        }

        _set.Rewritten("a/small.png", 8, 40, 50, SKEncodedImageFormat.Png);
        _set.Rewritten("a/long.jpg", 9, 900, 200);
        _set.Rewritten("b/large.jpg", 10, 1800, 1400);
        _set.Rewritten("b/really a png.jpg", 11, 100, 100, SKEncodedImageFormat.Png);
        TestPictures.WithOrientation(_set.At("a/turned.jpg"), _set.Rewritten("b/lying.jpg", 12, 200, 100), 6);
        TestPictures.Write(_set.At("b/clear.png"), 100, 100, (x, y) => new SKColor((byte)x, (byte)y, 90, (byte)(x < 50 ? 0 : 255)));
        TestPictures.Write(_set.At("b/nothing.png"), 70, 70, (_, _) => SKColors.Transparent);

        var report = await _set.AuditAsync();

        Assert.Equal(["small.png"], Names(report, "SMALL"));
        Assert.Equal(["long.jpg"], Names(report, "LONG"));
        Assert.Equal(["large.jpg"], Names(report, "LARGE"));
        Assert.Equal(["large.jpg"], Names(report, "SCALED"));
        Assert.Equal(["really a png.jpg"], Names(report, "WRONG_EXTENSION"));
        Assert.Equal(["turned.jpg"], Names(report, "ORIENTED"));
        Assert.Equal(["clear.png"], Names(report, "TRANSPARENT"));
        Assert.Equal(["nothing.png"], Names(report, "FULLY_TRANSPARENT"));
        Assert.Equal(new SizeRange(50, 224, 1400), report.Height);
        Assert.Equal(1800, report.Width.Max);
        Assert.Equal([("JPEG", 12), ("PNG", 4)], report.Formats.Select(format => (format.Key, format.Value)));
        Assert.Equal(4, report.MlNetDifferences.Count);
        Assert.Equal(report.Findings.OrderByDescending(finding => finding.Severity), report.Findings);
    }

    [Fact]
    public async Task RunAsync_UnevenClasses_AreTold()
    {
        var images = Enumerable.Range(0, 100).Select(i => new LabeledImage(_set.Rewritten($"{i}.jpg", i % 8, 64 + i, 64), "many") { Split = DatasetSplit.Train })
            .Append(new LabeledImage(_set.Photo("one.jpg", 9), "one") { Split = DatasetSplit.Train })
            .Append(new LabeledImage(_set.Photo("many.jpg", 10), "many") { Split = DatasetSplit.Test })
            .Append(new LabeledImage(_set.Photo("other.jpg", 11), "other") { Split = DatasetSplit.Test });

        var report = await AuditAsync(ImageDataset.FromImages(images));

        Assert.Equal("one (1): fewer than 10 images", Find(report, "TINY_CLASS").Problem);
        Assert.Equal((AuditSeverity.Warning, "many has 100 images and one 1"), (Find(report, "IMBALANCE").Severity, Find(report, "IMBALANCE").Problem));
        Assert.Equal("one: no images in the test split", Find(report, "MISSING_CLASS").Problem);
        Assert.Equal("other (1): only in the test split, never trained on", Find(report, "UNKNOWN_CLASS").Problem);
    }

    [Fact]
    public async Task RunAsync_NoteOfTheListing_IsAFinding()
    {
        var photo = _set.Photo("1.jpg", 0);
        var listing = ImageDataset.FromImages([new(photo, "a"), new(photo, "a"), new(_set.Photo("2.jpg", 1), "b")]);

        Assert.Contains("1 row or link repeats a file that is already listed and was left out", Find(await AuditAsync(listing), "LISTING").Problem);
    }

    [Theory]
    [InlineData("with space.jpg")]
    [InlineData("-leading.jpg")]
    [InlineData("#%&;$+@[](){}!,=.jpg")]
    [InlineData("Blüte 花 🌼.jpg")]
    [InlineData("quote'.jpg")]
    public async Task RunAsync_OddNames_AreRead(string name)
    {
        _set.Photo($"a/{name}", 0);
        _set.Photo($"b/{name}", 1);
        Assert.Equal(2, (await _set.AuditAsync()).ReadableCount);
    }

    [Fact]
    public async Task RunAsync_NamesThatOnlyUnixAllows_AreRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not allow such names");
        string[] names = ["two\nlines.jpg", "double\".jpg", "back\\slash.jpg", "tab\t.jpg", new string('n', 251) + ".jpg"];
        foreach (var (index, name) in names.Index())
        {
            _set.Photo($"{"ab"[index % 2]}/{name}", index);
        }

        Assert.Equal(names.Length, (await _set.AuditAsync()).ReadableCount);
    }

    [Fact]
    public async Task RunAsync_PathOfMoreThanAThousandCharacters_IsRead()
    {
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 100), 11));
        _set.Photo($"a/{deep}/1.jpg", 0);
        _set.Photo("b/2.jpg", 1);
        Assert.Equal(2, (await _set.AuditAsync()).ReadableCount);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Stops()
    {
        Parts();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DatasetAudit.RunAsync(ImageDataset.FromFolder(_set.Root), cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task RunAsync_FileThatHangs_CanBeCancelled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a named pipe simulates an unresponsive network share");
        var pipe = _set.At("hangs.jpg");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var cancellation = new CancellationTokenSource();
        var listing = ImageDataset.FromImages([new(pipe, "a"), new(_set.Photo("1.jpg", 0), "b")]);
        var audit = DatasetAudit.RunAsync(listing, new AuditOptions { Threads = 1 }, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => audit);

        // Lets the reader continue, whether it has opened the pipe or not.
        await using var release = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);
    }

    [Fact]
    public async Task RunAsync_FifoInAClassFolder_IsOneImageThatCannotBeUsed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no FIFOs in its file system");
        _set.Photo("a/1.jpg", 0);
        _set.Photo("b/2.jpg", 1);
        var fifo = Fifo.Make(_set.At("a/f.jpg"));
        var report = await InTime.RunAsync(() => _set.AuditAsync());
        var unreadable = Assert.Single(report.Findings, finding => finding.Code == "UNREADABLE");
        Assert.Equal([fifo], unreadable.Paths);
        Assert.Contains("1 IMG_UNSUPPORTED", unreadable.Problem);
        Assert.Equal(2, report.ReadableCount);
    }

    [Fact]
    public async Task RunAsync_Progress_ReachesTheTotal()
    {
        Parts();
        var last = new TaskCompletionSource<TrainingProgress>();
        var progress = new Reports(report =>
        {
            if (report.Done == report.Total)
            {
                last.TrySetResult(report);
            }
        });
        await DatasetAudit.RunAsync(ImageDataset.FromFolder(_set.Root), progress: progress, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(new TrainingProgress("audit", 6, 6, "images"), await last.Task);
    }

    [Fact]
    public async Task RunAsync_OptionsOutOfRange_AreAllNamed()
    {
        Parts();
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(
            () => _set.AuditAsync(new AuditOptions { NearDuplicateDistance = 16, Threads = -1, MaxAspectRatio = double.NaN }));
        Assert.Equal((ErrorKind.Usage, "OPTION_OUT_OF_RANGE"), (exception.Kind, exception.Code));
        Assert.Equal("Threads from 0 to 1024; NearDuplicateDistance from 0 to 15; MaxAspectRatio at least 1", exception.Expected);
    }

    [Fact]
    public async Task ContentFingerprint_FileEditedInPlace_ChangesAndTheListingsOwnDoesNot()
    {
        Parts();
        var before = await _set.AuditAsync();
        File.Copy(Repository.Photos(8)[7], _set.At("train/a/0.jpg"), overwrite: true);
        var after = await _set.AuditAsync();

        Assert.NotEqual(before.ContentFingerprint, after.ContentFingerprint);
        Assert.Equal(before.Listing.Fingerprint, after.Listing.Fingerprint);
        Assert.Equal(after.ContentFingerprint, (await _set.AuditAsync(new AuditOptions { Threads = 1 })).ContentFingerprint);
    }

    [Fact]
    public async Task ToString_Finding_IsOneLine()
    {
        Parts();
        _set.Photo("test/a/copy.jpg", 0);
        Assert.Equal(
            "error LEAK_EXACT: 2 images have an exact copy in another split, so the model is measured on images that it was trained on (1 group); "
                + "keep all copies of an image in one split",
            Find(await _set.AuditAsync(), "LEAK_EXACT").ToString());
    }

    private static Task<AuditReport> AuditAsync(ImageDataset listing, AuditOptions? options = null) => DatasetAudit.RunAsync(listing, options);

    private static AuditFinding Find(AuditReport report, string code) => Assert.Single(report.Findings, finding => finding.Code == code);

    private static IEnumerable<string?> Names(AuditReport report, string code) => Find(report, code).Paths.Select(Path.GetFileName);

    /// <summary>Six images in two classes and two splits, no two alike.</summary>
    private void Turned(string relative, int photo, bool mirrored, bool upsideDown, int degrees)
    {
        using var source = SKBitmap.Decode(Repository.Photos(photo + 1)[photo]);
        using var target = new SKBitmap(source.Width, source.Height, isOpaque: true);
        using (var canvas = new SKCanvas(target))
        {
            canvas.RotateDegrees(degrees, source.Width / 2f, source.Height / 2f);
            canvas.Scale(mirrored ? -1 : 1, upsideDown ? -1 : 1, source.Width / 2f, source.Height / 2f);
            canvas.DrawBitmap(source, 0, 0);
        }

        using var data = target.Encode(SKEncodedImageFormat.Jpeg, 85);
        File.WriteAllBytes(_set.At(relative), data.ToArray());
    }

    private void Parts()
    {
        _set.Photo("train/a/0.jpg", 0);
        _set.Photo("train/a/1.jpg", 1);
        _set.Photo("train/b/4.jpg", 4);
        _set.Photo("train/b/5.jpg", 5);
        _set.Photo("test/a/2.jpg", 2);
        _set.Photo("test/b/6.jpg", 6);
    }

    private sealed class Reports(Action<TrainingProgress> take) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => take(value);
    }
}
