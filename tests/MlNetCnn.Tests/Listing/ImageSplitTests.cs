using Xunit;

namespace MlNetCnn.Tests;

public class ImageSplitTests
{
    private static IEnumerable<LabeledImage> Pictures(string label, int count, ImagePart part = ImagePart.Unassigned, string root = "set") =>
        Enumerable.Range(0, count).Select(i => new LabeledImage($"{root}/{part}/{label}/{i:D4}.jpg", label) { Part = part });

    private static ImageListing Listing(params (string Label, int Count)[] classes) =>
        ImageListing.FromImages(classes.SelectMany(entry => Pictures(entry.Label, entry.Count)));

    private static int Count(ImageListing part, string label) => part.ClassCounts.GetValueOrDefault(label);

    private static IEnumerable<string> Paths(ImageListing part) => part.Select(image => image.Path);

    private static void AssertWhole(ImageListing images, ImageSplit split) =>
        Assert.Equal(
            Paths(images).Order(StringComparer.Ordinal),
            Paths(split.Train).Concat(Paths(split.Validation)).Concat(Paths(split.Test)).Order(StringComparer.Ordinal));

    [Fact]
    public void Split_Default_TakesAFifthAndATenthOfTheRestOfEveryClass()
    {
        var images = Listing(("a", 100), ("b", 50));

        var split = images.Split();

        Assert.Equal((72, 8, 20), (Count(split.Train, "a"), Count(split.Validation, "a"), Count(split.Test, "a")));
        Assert.Equal((36, 4, 10), (Count(split.Train, "b"), Count(split.Validation, "b"), Count(split.Test, "b")));
        AssertWhole(images, split);
        Assert.All(split.Train, image => Assert.Equal(ImagePart.Train, image.Part));
        Assert.All(split.Validation, image => Assert.Equal(ImagePart.Validation, image.Part));
        Assert.All(split.Test, image => Assert.Equal(ImagePart.Test, image.Part));
        Assert.Equal(
            "A fifth of all pictures is set aside as test and a tenth of the rest steers the training, class by class, with seed 1: 108 train, 12 validation, 30 test.",
            split.Explanation);
        Assert.Empty(split.Warnings);
    }

    [Fact]
    public void Split_SeedOne_GivesTheSamePicturesOnEveryMachineAndVersion()
    {
        // Worked out by a second implementation, in Python: per class the first two of the shuffled pictures, and the third.
        var split = Listing(("a", 10), ("b", 10)).Split(0.2, 0.125, seed: 1);

        Assert.Equal(["a/0002.jpg", "a/0004.jpg", "b/0002.jpg", "b/0005.jpg"], Paths(split.Test).Select(path => ImageListing.Portable(path)[^10..]));
        Assert.Equal(["a/0008.jpg", "b/0007.jpg"], Paths(split.Validation).Select(path => ImageListing.Portable(path)[^10..]));
    }

    [Fact]
    public void Split_OtherOrderOfListing_ChangesNothing()
    {
        var images = Listing(("a", 30), ("b", 20), ("c", 7));
        var reversed = ImageListing.FromImages(images.Reverse());

        var split = images.Split(seed: 5);
        var other = reversed.Split(seed: 5);

        Assert.Equal(Paths(split.Train), Paths(other.Train));
        Assert.Equal(Paths(split.Validation), Paths(other.Validation));
        Assert.Equal(Paths(split.Test), Paths(other.Test));
        Assert.Equal(split.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void Split_OtherSeed_PicksOtherPictures()
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
    public void Split_AnySizesAndShares_NeverLosesAClassOrAPicture()
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
    public void Split_ManySmallClasses_KeepsTheShareOfTheWhole()
    {
        // A tenth of four pictures rounds to none in every class; together the classes still give a tenth.
        var split = Listing([.. Enumerable.Range(0, 100).Select(i => ($"c{i}", 5))]).Split(0.2, 0.1);

        Assert.Equal((360, 40, 100), (split.Train.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void Split_FewerPicturesThanParts_TrainsOnAllAndWarns()
    {
        var split = Listing(("a", 1), ("b", 1)).Split();

        Assert.Equal(2, split.Train.Count);
        Assert.Empty(split.Test);
        Assert.Contains(split.Warnings, warning => warning.StartsWith("the test part is empty", StringComparison.Ordinal));
        Assert.Contains(split.Warnings, warning => warning.StartsWith("a, b: only 1 picture to learn from", StringComparison.Ordinal));
    }

    [Fact]
    public void Split_NoShares_TrainsOnAll()
    {
        var split = Listing(("a", 10), ("b", 10)).Split(0, 0);

        Assert.Equal((20, 0, 0), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Empty(split.Warnings);
        Assert.Equal("All pictures are trained on: 20 train, 0 validation, 0 test.", split.Explanation);
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(-0.1, 0.1)]
    [InlineData(0.2, 1)]
    [InlineData(double.NaN, 0.1)]
    public void Split_ShareOutOfRange_IsRefused(double test, double validation)
    {
        var error = Assert.Throws<MlNetCnnException>(() => Listing(("a", 5), ("b", 5)).Split(test, validation));

        Assert.Equal("SPLIT_SHARE", error.Code);
        Assert.Equal(FaultKind.Usage, error.Kind);
    }

    [Fact]
    public void Split_Groups_StayOnOneSide()
    {
        var images = ImageListing.FromImages(Listing(("a", 120), ("b", 80)).Select((image, i) => image with { Group = $"{image.Label}{i / 5}" }));

        var split = images.Split(0.2, 0.1, seed: 3);

        string?[][] groups = [.. new[] { split.Train, split.Validation, split.Test }.Select(part => part.Select(image => image.Group).Distinct().ToArray())];
        Assert.Distinct(groups.SelectMany(group => group));
        Assert.Equal((25, 15), (Count(split.Test, "a"), Count(split.Test, "b")));
        AssertWhole(images, split);
    }

    [Fact]
    public void Split_GroupsOfSeveralClasses_NeverLoseAClass()
    {
        // Each group holds a common class and a rare one, which has no other picture.
        var images = ImageListing.FromImages(Enumerable.Range(0, 12).SelectMany(group => Enumerable.Range(0, 4).Select(i =>
            new LabeledImage($"set/{group}-{i}.jpg", i == 0 ? $"rare{group}" : $"common{group % 2}") { Group = $"g{group}" })));

        var split = images.Split(0.5, 0.3, seed: 2);

        Assert.Equal(images.ClassNames, split.Train.ClassNames);
        AssertWhole(images, split);
    }

    [Fact]
    public void Split_OneGroupPerClass_TrainsOnIt()
    {
        var images = ImageListing.FromImages(Listing(("a", 10), ("b", 10)).Select(image => image with { Group = image.Label }));

        var split = images.Split();

        Assert.Equal(20, split.Train.Count);
        Assert.Empty(split.Test);
    }

    [Fact]
    public void SplitByPart_TableWithGroupColumn_KeepsTheGroupsOnOneSide()
    {
        // Three pictures of each of 60 objects, listed far apart.
        using var set = new FakePictures();
        var rows = Enumerable.Range(0, 180).Select(i => $"{i}.jpg,{(i % 60 < 30 ? "cup" : "plate")},object {i % 60}");
        var table = set.Table("filename,label,object\n" + string.Join('\n', rows));

        var split = ImageListing.FromTable(table, new TableOptions { GroupColumn = "object" }).SplitByPart();

        var parts = new[] { split.Train, split.Validation, split.Test }.Select(part => part.Select(image => image.Group).ToHashSet()).ToArray();
        Assert.Equal(60, parts.Sum(groups => groups.Count));
        Assert.All(parts, groups => Assert.NotEmpty(groups));
        Assert.Equal(36, split.Test.Count);
        Assert.Equal([18, 18], split.Test.ClassCounts.Values);
    }

    [Fact]
    public void SplitByPart_NoParts_SetsAsideAFifthAndATenth()
    {
        var images = Listing(("a", 100), ("b", 100));

        var split = images.SplitByPart(seed: 4);

        Assert.Equal(images.Split(0.2, 0.1, 4).Fingerprint, split.Fingerprint);
        Assert.Contains("A fifth of all pictures is set aside as test", split.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitByPart_AllParts_PlayTheirRoles()
    {
        var split = Parts((ImagePart.Train, 20), (ImagePart.Validation, 6), (ImagePart.Test, 4)).SplitByPart();

        Assert.Equal((40, 12, 8), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal("The test part is only measured, and the validation part steers the training: 40 train, 12 validation, 8 test.", split.Explanation);
    }

    [Fact]
    public void SplitByPart_ValidationWithoutTest_IsTheTest()
    {
        var images = Parts((ImagePart.Train, 20), (ImagePart.Validation, 6));

        var split = images.SplitByPart();

        Assert.Equal((36, 4, 12), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, image => Assert.Contains("/Validation/", image.Path, StringComparison.Ordinal));
        Assert.All(split.Validation, image => Assert.Contains("/Train/", image.Path, StringComparison.Ordinal));
        Assert.All(split.Test, image => Assert.Equal(ImagePart.Test, image.Part));
        Assert.Contains("The validation part is the test, since there is no other", split.Explanation, StringComparison.Ordinal);
        Assert.Contains("a tenth of train steers", split.Explanation, StringComparison.Ordinal);
        AssertWhole(images, split);
    }

    [Fact]
    public void SplitByPart_TestWithoutValidation_LetsATenthOfTrainSteer()
    {
        var split = Parts((ImagePart.Train, 20), (ImagePart.Test, 6)).SplitByPart();

        Assert.Equal((36, 4, 12), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, image => Assert.Contains("/Test/", image.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void SplitByPart_TrainOnly_SetsAsideATest()
    {
        var split = Parts((ImagePart.Train, 50)).SplitByPart();

        Assert.Equal((72, 8, 20), (split.Train.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void SplitByPart_RowsWithoutPart_CountAsTrain()
    {
        var split = Parts((ImagePart.Unassigned, 20), (ImagePart.Test, 5)).SplitByPart();

        Assert.Equal((36, 4, 10), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Contains("40 pictures have no part and count as train", split.Warnings);
    }

    [Fact]
    public void SplitByPart_NothingToTrainOn_IsRefused() =>
        Assert.Equal("DATA_ONE_CLASS", Assert.Throws<MlNetCnnException>(() => Parts((ImagePart.Test, 5)).SplitByPart()).Code);

    [Fact]
    public void SplitByPart_OneClassInTrain_IsRefused()
    {
        var images = ImageListing.FromImages([.. Pictures("a", 5, ImagePart.Train), .. Pictures("b", 5, ImagePart.Test)]);

        Assert.Equal("DATA_ONE_CLASS", Assert.Throws<MlNetCnnException>(() => images.SplitByPart()).Code);
    }

    [Fact]
    public void SplitByPart_OtherTest_ReplacesTheOwnOne()
    {
        var test = ImageListing.FromImages([.. Pictures("a", 3, root: "other"), .. Pictures("b", 2, root: "other")]);

        var split = Parts((ImagePart.Train, 20), (ImagePart.Test, 4)).SplitByPart(test: test);

        Assert.Equal((36, 4, 5), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, image => Assert.StartsWith("other/", image.Path, StringComparison.Ordinal));
        Assert.StartsWith("8 pictures of the listing's own test part are left out", Assert.Single(split.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void SplitByPart_OtherTestForAnUnpartedSet_TrainsOnAllOfIt()
    {
        var test = ImageListing.FromImages([.. Pictures("a", 3, root: "other"), .. Pictures("b", 2, root: "other")]);

        var split = Listing(("a", 50), ("b", 50)).SplitByPart(test: test);

        Assert.Equal((90, 10, 5), (split.Train.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void SplitByPart_OtherValidation_SteersAndAFifthIsTheTest()
    {
        var validation = ImageListing.FromImages([.. Pictures("a", 3, root: "other"), .. Pictures("b", 2, root: "other")]);

        var split = Listing(("a", 50), ("b", 50)).SplitByPart(validation: validation);

        Assert.Equal((80, 5, 20), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Contains("the validation part steers", split.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitByPart_OtherTestThatIsTrainedOn_IsRefused()
    {
        var images = Listing(("a", 50), ("b", 50));

        var error = Assert.Throws<MlNetCnnException>(() => images.SplitByPart(test: ImageListing.FromImages(images.Take(3))));

        Assert.Equal("DATA_CONFLICTING_PARTS", error.Code);
    }

    [Fact]
    public void SplitByPart_LabelSeenOnlyAtTest_IsListedAndCountedApart()
    {
        var images = ImageListing.FromImages(
        [
            .. Pictures("a", 20, ImagePart.Train), .. Pictures("b", 20, ImagePart.Train), .. Pictures("c", 20, ImagePart.Train),
            .. Pictures("a", 5, ImagePart.Test), .. Pictures("b", 5, ImagePart.Test), .. Pictures("new", 2, ImagePart.Test),
            .. Pictures("a", 5, ImagePart.Validation), .. Pictures("odd", 1, ImagePart.Validation),
        ]);

        var split = images.SplitByPart();

        Assert.Equal(["a", "b", "c"], split.ClassNames);
        Assert.Equal(2, Assert.Single(split.UnknownTestLabels, entry => entry.Key == "new").Value);
        Assert.Equal("odd", Assert.Single(split.UnknownValidationLabels).Key);
        Assert.Equal(12, split.Test.Count);
        Assert.Contains(split.Warnings, warning => warning.StartsWith("new (2): seen only in the test part, never learnt; these pictures count as wrong", StringComparison.Ordinal));
        Assert.Contains("c: no picture in the test part", split.Warnings);
        Assert.Contains("b, c: no picture in the validation part", split.Warnings);
    }

    [Fact]
    public void Split_FaultsOfTheListing_ComeAlong()
    {
        var images = ImageListing.FromImages([.. Pictures("a", 10), .. Pictures("b", 10), new LabeledImage("x.jpg", "")]);

        Assert.Equal("LABEL_MISSING", Assert.Single(images.Split().Faults).Code);
        Assert.Equal("LABEL_MISSING", Assert.Single(images.SplitByPart().Faults).Code);
    }

    private static ImageListing Parts(params (ImagePart Part, int Count)[] parts) =>
        ImageListing.FromImages(parts.SelectMany(entry => Pictures("a", entry.Count, entry.Part).Concat(Pictures("b", entry.Count, entry.Part))));
}
