using Xunit;

namespace MlNetCnn.Tests;

public sealed class SplitCopiesTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void SplitPredefined_CopiesInAClass_StayTogetherAndAreReported()
    {
        // Ten contents, each in four files, all of one length.
        foreach (var label in new[] { "a", "b" })
        {
            for (var i = 0; i < 40; i++)
            {
                _set.File($"{label}/{i:D2}.jpg", $"{label} {i % 10}");
            }
        }

        for (var seed = 1; seed <= 5; seed++)
        {
            var split = ImageDataset.FromFolder(_set.Root).SplitPredefined(seed);

            var sides = new[] { split.Train, split.Validation, split.Test }.Select(part => part.Select(image => File.ReadAllText(image.Path)).Distinct()).ToArray();
            Assert.Distinct(sides.SelectMany(contents => contents));
            Assert.All(sides, Assert.NotEmpty);
            Assert.Contains(split.Warnings, warning => warning.StartsWith("80 images whose files are identical byte for byte (20 different files) are in one split: first '", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void SplitPredefined_OneContentInEachClass_CannotBeEvaluated()
    {
        for (var i = 0; i < 12; i++)
        {
            _set.File($"x/{i}.jpg", "one");
            _set.File($"y/{i}.jpg", "two");
        }

        var exception = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromFolder(_set.Root).SplitPredefined());

        Assert.Equal("DATA_NO_TEST", exception.Code);
        Assert.Contains("24 images whose files are identical byte for byte (2 different files) are in one split", exception.Received, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitPredefined_CopyInTheTestSplit_IsAWarning()
    {
        _set.Files("train/a", 3).Files("train/b", 3).Files("test/a", 2).Files("test/b", 2);
        File.Copy(_set.At("train/a/001.jpg"), _set.At("test/b/copy.jpg"));

        var warnings = ImageDataset.FromFolder(_set.Root).SplitPredefined().Warnings;

        var torn = Assert.Single(warnings, warning => warning.StartsWith("2 images whose files are identical byte for byte are in several splits, 1 of them in the test split", StringComparison.Ordinal));
        Assert.Contains(_set.At("train/a/001.jpg"), torn, StringComparison.Ordinal);
        Assert.Contains(_set.At("test/b/copy.jpg"), torn, StringComparison.Ordinal);
        Assert.Single(warnings, warning => warning.Contains("are in several classes, of which only one can be right", StringComparison.Ordinal));
    }

    [Fact]
    public void SplitPredefined_EqualLengthsAndOtherContents_AreNotCopies()
    {
        _set.Files("a", 20).Files("b", 20);

        Assert.DoesNotContain(ImageDataset.FromFolder(_set.Root).SplitPredefined().Warnings, warning => warning.Contains("files are identical", StringComparison.Ordinal));
    }

    [Fact]
    public void SplitPredefined_OneImageOfEachClass_IsRefused()
    {
        for (var i = 0; i < 30; i++)
        {
            _set.File($"{i}/1.jpg");
        }

        var exception = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromFolder(_set.Root).SplitPredefined());

        Assert.Equal(("DATA_NO_TEST", ErrorKind.Data), (exception.Code, exception.Kind));
        Assert.Contains("pass separate test images", exception.Fix, StringComparison.Ordinal);
        Assert.Equal(30, ImageDataset.FromFolder(_set.Root).Split(test: 0).Train.Count);
    }
}
