using Xunit;

namespace MlNetCnn.Tests;

public class DatasetSplitsTests
{
    private static IEnumerable<LabeledImage> Images(string label, int count, DatasetSplit part = DatasetSplit.Unassigned, string root = "set") =>
        Enumerable.Range(0, count).Select(i => new LabeledImage($"{root}/{part}/{label}/{i:D4}.jpg", label) { Split = part });

    private static ImageDataset Listing(params (string Label, int Count)[] classes) =>
        ImageDataset.FromImages(classes.SelectMany(entry => Images(entry.Label, entry.Count)));

    private static int Count(ImageDataset part, string label) => part.ClassCounts.GetValueOrDefault(label);

    private static IEnumerable<string> Paths(ImageDataset part) => part.Select(image => image.Path);

    private static void AssertWhole(ImageDataset images, DatasetSplits split) =>
        Assert.Equal(
            Paths(images).Order(StringComparer.Ordinal),
            Paths(split.Train).Concat(Paths(split.Validation)).Concat(Paths(split.Test)).Order(StringComparer.Ordinal));

    [Fact]
    public void Split_Default_UsesAFifthAndATenthOfTheRestOfEveryClass()
    {
        var images = Listing(("a", 100), ("b", 50));

        var split = images.Split();

        Assert.Equal((72, 8, 20), (Count(split.Train, "a"), Count(split.Validation, "a"), Count(split.Test, "a")));
        Assert.Equal((36, 4, 10), (Count(split.Train, "b"), Count(split.Validation, "b"), Count(split.Test, "b")));
        AssertWhole(images, split);
        Assert.All(split.Train, image => Assert.Equal(DatasetSplit.Train, image.Split));
        Assert.All(split.Validation, image => Assert.Equal(DatasetSplit.Validation, image.Split));
        Assert.All(split.Test, image => Assert.Equal(DatasetSplit.Test, image.Split));
        Assert.Equal(
            "A fifth of all images is the test split and a tenth of the rest is the validation split, class by class, with seed 1: 108 train, 12 validation, 30 test.",
            split.Explanation);
        Assert.Empty(split.Warnings);
    }

    [Fact]
    public void Split_SeedOne_GivesTheSameImagesOnEveryMachineAndVersion()
    {
        // Computed by a second implementation, in Python: the first two of the shuffled images of each class, and the third.
        var split = Listing(("a", 10), ("b", 10)).Split(0.2, 0.125, seed: 1);

        Assert.Equal(["a/0002.jpg", "a/0004.jpg", "b/0002.jpg", "b/0005.jpg"], Paths(split.Test).Select(path => ImageDataset.Portable(path)[^10..]));
        Assert.Equal(["a/0008.jpg", "b/0007.jpg"], Paths(split.Validation).Select(path => ImageDataset.Portable(path)[^10..]));
    }

    [Fact]
    public void Split_OtherOrderOfListing_ChangesNothing()
    {
        var images = Listing(("a", 30), ("b", 20), ("c", 7));
        var reversed = ImageDataset.FromImages(images.Reverse());

        var split = images.Split(seed: 5);
        var other = reversed.Split(seed: 5);

        Assert.Equal(Paths(split.Train), Paths(other.Train));
        Assert.Equal(Paths(split.Validation), Paths(other.Validation));
        Assert.Equal(Paths(split.Test), Paths(other.Test));
        Assert.Equal(split.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void Split_OtherSeed_SelectsOtherImages()
    {
        var images = Listing(("a", 100), ("b", 100));

        Assert.NotEqual(Paths(images.Split(seed: 1).Test), Paths(images.Split(seed: 2).Test));
        Assert.NotEqual(images.Split(seed: 1).Fingerprint, images.Split(seed: 2).Fingerprint);
        Assert.Equal(images.Split(seed: 1).Fingerprint, images.Split(seed: 1).Fingerprint);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 2)]
    [InlineData(4, 1, 3)]
    public void Split_TinyClass_IsNeverLostFromTrain(int count, int test, int train)
    {
        var split = Listing(("big", 100), ("tiny", count)).Split(0.2, 0);

        Assert.Equal(test, Count(split.Test, "tiny"));
        Assert.Equal(train, Count(split.Train, "tiny"));
    }

    [Fact]
    public void Split_AnySizesAndFractions_NeverLosesAClassOrAnImage()
    {
        var random = new SeededRandom(11);
        for (var round = 0; round < 200; round++)
        {
            var images = Listing([.. Enumerable.Range(0, 2 + random.Next(12)).Select(i => ($"c{i}", 1 + random.Next(12)))]);

            var split = images.Split(random.NextDouble(), random.NextDouble(), round);

            Assert.Equal(images.ClassNames, split.Train.ClassNames);
            AssertWhole(images, split);
        }
    }

    [Fact]
    public void Split_ManySmallClasses_KeepsTheFractionOfTheWhole()
    {
        // A tenth of four images rounds to none in every class; together the classes still give a tenth.
        var split = Listing([.. Enumerable.Range(0, 100).Select(i => ($"c{i}", 5))]).Split(0.2, 0.1);

        Assert.Equal((360, 40, 100), (split.Train.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void Split_FewerImagesThanSplits_TrainsOnAllAndWarns()
    {
        var split = Listing(("a", 1), ("b", 1)).Split();

        Assert.Equal(2, split.Train.Count);
        Assert.Empty(split.Test);
        Assert.Contains(split.Warnings, warning => warning.StartsWith("the test split is empty", StringComparison.Ordinal));
        Assert.Contains(split.Warnings, warning => warning.StartsWith("a, b: only 1 image to train on", StringComparison.Ordinal));
    }

    [Fact]
    public void Split_NoFractions_TrainsOnAll()
    {
        var split = Listing(("a", 10), ("b", 10)).Split(0, 0);

        Assert.Equal((20, 0, 0), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Empty(split.Warnings);
        Assert.Equal("All images are used for training: 20 train, 0 validation, 0 test.", split.Explanation);
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(-0.1, 0.1)]
    [InlineData(0.2, 1)]
    [InlineData(double.NaN, 0.1)]
    public void Split_FractionOutOfRange_IsRefused(double test, double validation)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Listing(("a", 5), ("b", 5)).Split(test, validation));

        Assert.Equal("OPTION_OUT_OF_RANGE", exception.Code);
        Assert.Equal(ErrorKind.Usage, exception.Kind);
    }

    [Fact]
    public void Split_Groups_StayTogether()
    {
        var images = ImageDataset.FromImages(Listing(("a", 120), ("b", 80)).Select((image, i) => image with { Group = $"{image.Label}{i / 5}" }));

        var split = images.Split(0.2, 0.1, seed: 3);

        string?[][] groups = [.. new[] { split.Train, split.Validation, split.Test }.Select(part => part.Select(image => image.Group).Distinct().ToArray())];
        Assert.Distinct(groups.SelectMany(group => group));
        Assert.Equal((25, 15), (Count(split.Test, "a"), Count(split.Test, "b")));
        AssertWhole(images, split);
    }

    [Fact]
    public void Split_GroupsOfSeveralClasses_NeverLoseAClass()
    {
        // Each group has a common class and a rare one, which has no other images.
        var images = ImageDataset.FromImages(Enumerable.Range(0, 12).SelectMany(group => Enumerable.Range(0, 4).Select(i =>
            new LabeledImage($"set/{group}-{i}.jpg", i == 0 ? $"rare{group}" : $"common{group % 2}") { Group = $"g{group}" })));

        var split = images.Split(0.5, 0.3, seed: 2);

        Assert.Equal(images.ClassNames, split.Train.ClassNames);
        AssertWhole(images, split);
    }

    [Fact]
    public void Split_OneGroupPerClass_TrainsOnIt()
    {
        var images = ImageDataset.FromImages(Listing(("a", 10), ("b", 10)).Select(image => image with { Group = image.Label }));

        var split = images.Split();

        Assert.Equal(20, split.Train.Count);
        Assert.Empty(split.Test);
    }

    [Fact]
    public void SplitPredefined_TableWithGroupColumn_KeepsTheGroupsTogether()
    {
        // Three images of each of 60 objects, listed far apart.
        using var set = new FakePictures();
        var rows = Enumerable.Range(0, 180).Select(i => $"{i}.jpg,{(i % 60 < 30 ? "cup" : "plate")},object {i % 60}");
        var table = set.Table("filename,label,object\n" + string.Join('\n', rows));

        var split = ImageDataset.FromTable(table, new TableOptions { GroupColumn = "object" }).SplitPredefined();

        var parts = new[] { split.Train, split.Validation, split.Test }.Select(part => part.Select(image => image.Group).ToHashSet()).ToArray();
        Assert.Equal(60, parts.Sum(groups => groups.Count));
        Assert.All(parts, groups => Assert.NotEmpty(groups));
        Assert.Equal(36, split.Test.Count);
        Assert.Equal([18, 18], split.Test.ClassCounts.Values);
    }

    [Fact]
    public void SplitPredefined_NoSplits_SetsAsideAFifthAndATenth()
    {
        var images = Listing(("a", 100), ("b", 100));

        var split = images.SplitPredefined(seed: 4);

        Assert.Equal(images.Split(0.2, 0.1, 4).Fingerprint, split.Fingerprint);
        Assert.Contains("A fifth of all images is the test split", split.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitPredefined_AllSplits_AreUsed()
    {
        var split = Parts((DatasetSplit.Train, 20), (DatasetSplit.Validation, 6), (DatasetSplit.Test, 4)).SplitPredefined();

        Assert.Equal((40, 12, 8), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal("The test split is only measured, and the validation split selects the best result: 40 train, 12 validation, 8 test.", split.Explanation);
    }

    [Fact]
    public void SplitPredefined_ValidationWithoutTest_IsTheTest()
    {
        var images = Parts((DatasetSplit.Train, 20), (DatasetSplit.Validation, 6));

        var split = images.SplitPredefined();

        Assert.Equal((36, 4, 12), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, image => Assert.Contains("/Validation/", image.Path, StringComparison.Ordinal));
        Assert.All(split.Validation, image => Assert.Contains("/Train/", image.Path, StringComparison.Ordinal));
        Assert.All(split.Test, image => Assert.Equal(DatasetSplit.Test, image.Split));
        Assert.Contains("The validation split is used as the test split, since there is no other", split.Explanation, StringComparison.Ordinal);
        Assert.Contains("a tenth of train becomes the validation split", split.Explanation, StringComparison.Ordinal);
        AssertWhole(images, split);
    }

    [Fact]
    public void SplitPredefined_TestWithoutValidation_ValidatesOnATenthOfTrain()
    {
        var split = Parts((DatasetSplit.Train, 20), (DatasetSplit.Test, 6)).SplitPredefined();

        Assert.Equal((36, 4, 12), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, image => Assert.Contains("/Test/", image.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void SplitPredefined_TrainOnly_SetsAsideATest()
    {
        var split = Parts((DatasetSplit.Train, 50)).SplitPredefined();

        Assert.Equal((72, 8, 20), (split.Train.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void SplitPredefined_RowsWithoutSplit_CountAsTrain()
    {
        var split = Parts((DatasetSplit.Unassigned, 20), (DatasetSplit.Test, 5)).SplitPredefined();

        Assert.Equal((36, 4, 10), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Contains("40 images have no split and count as train", split.Warnings);
    }

    [Fact]
    public void SplitPredefined_NothingToTrainOn_IsRefused() =>
        Assert.Equal("DATA_ONE_CLASS", Assert.Throws<MlNetCnnException>(() => Parts((DatasetSplit.Test, 5)).SplitPredefined()).Code);

    [Fact]
    public void SplitPredefined_OneClassInTrain_IsRefused()
    {
        var images = ImageDataset.FromImages([.. Images("a", 5, DatasetSplit.Train), .. Images("b", 5, DatasetSplit.Test)]);

        Assert.Equal("DATA_ONE_CLASS", Assert.Throws<MlNetCnnException>(() => images.SplitPredefined()).Code);
    }

    [Fact]
    public void SplitPredefined_OtherTest_ReplacesTheOwnOne()
    {
        var test = ImageDataset.FromImages([.. Images("a", 3, root: "other"), .. Images("b", 2, root: "other")]);

        var split = Parts((DatasetSplit.Train, 20), (DatasetSplit.Test, 4)).SplitPredefined(test: test);

        Assert.Equal((36, 4, 5), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, image => Assert.StartsWith("other/", image.Path, StringComparison.Ordinal));
        Assert.StartsWith("8 images of the dataset's own test split are replaced", Assert.Single(split.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void SplitPredefined_OtherTestForADatasetWithoutSplits_TrainsOnAllOfIt()
    {
        var test = ImageDataset.FromImages([.. Images("a", 3, root: "other"), .. Images("b", 2, root: "other")]);

        var split = Listing(("a", 50), ("b", 50)).SplitPredefined(test: test);

        Assert.Equal((90, 10, 5), (split.Train.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void SplitPredefined_OtherValidation_IsUsedAndAFifthIsTheTest()
    {
        var validation = ImageDataset.FromImages([.. Images("a", 3, root: "other"), .. Images("b", 2, root: "other")]);

        var split = Listing(("a", 50), ("b", 50)).SplitPredefined(validation: validation);

        Assert.Equal((80, 5, 20), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Contains("the validation split selects the best result", split.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitPredefined_OtherTestThatIsTrainedOn_IsRefused()
    {
        var images = Listing(("a", 50), ("b", 50));

        var exception = Assert.Throws<MlNetCnnException>(() => images.SplitPredefined(test: ImageDataset.FromImages(images.Take(3))));

        Assert.Equal("DATA_CONFLICTING_PARTS", exception.Code);
    }

    [Fact]
    public void SplitPredefined_LabelFoundOnlyInTest_IsListedAndCountedSeparately()
    {
        var images = ImageDataset.FromImages(
        [
            .. Images("a", 20, DatasetSplit.Train), .. Images("b", 20, DatasetSplit.Train), .. Images("c", 20, DatasetSplit.Train),
            .. Images("a", 5, DatasetSplit.Test), .. Images("b", 5, DatasetSplit.Test), .. Images("new", 2, DatasetSplit.Test),
            .. Images("a", 5, DatasetSplit.Validation), .. Images("odd", 1, DatasetSplit.Validation),
        ]);

        var split = images.SplitPredefined();

        Assert.Equal(["a", "b", "c"], split.ClassNames);
        Assert.Equal(2, Assert.Single(split.UnknownTestLabels, entry => entry.Key == "new").Value);
        Assert.Equal("odd", Assert.Single(split.UnknownValidationLabels).Key);
        Assert.Equal(12, split.Test.Count);
        Assert.Contains(split.Warnings, warning => warning.StartsWith("new (2): found only in the test split and never learned; these images count as wrong", StringComparison.Ordinal));
        Assert.Contains("c: no image in the test split", split.Warnings);
        Assert.Contains("b, c: no image in the validation split", split.Warnings);
    }

    [Fact]
    public void Split_ErrorsOfTheDataset_AreKept()
    {
        var images = ImageDataset.FromImages([.. Images("a", 10), .. Images("b", 10), new LabeledImage("x.jpg", "")]);

        Assert.Equal("LABEL_MISSING", Assert.Single(images.Split().Errors).Code);
        Assert.Equal("LABEL_MISSING", Assert.Single(images.SplitPredefined().Errors).Code);
    }

    private static ImageDataset Parts(params (DatasetSplit Part, int Count)[] parts) =>
        ImageDataset.FromImages(parts.SelectMany(entry => Images("a", entry.Count, entry.Part).Concat(Images("b", entry.Count, entry.Part))));
}
