using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Names of classes and files in a folder of classes.</summary>
public sealed class FolderNameTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    [Theory]
    [InlineData("two words")]
    [InlineData("it's")]
    [InlineData("a#b%20&c;$HOME")]
    [InlineData("-rf")]
    [InlineData("Größe 猫")]
    public void FromFolder_OddNames_AreUnchangedLabels(string name)
    {
        _set.File($"{name}/{name}.jpg");
        _set.Files("other", 1);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Contains(name, images.ClassNames);
        Assert.True(File.Exists(images.Single(image => image.Label == name).Path));
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("say \"cheese\"")]
    [InlineData("back\\slash")]
    public void FromFolder_NamesThatOnlyUnixAllows_AreUnchangedLabels(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows forbids such names.");
        _set.File($"{name}/{name}.jpg");
        _set.Files("other", 1);

        Assert.True(File.Exists(ImageDataset.FromFolder(_set.Root).Single(image => image.Label == name).Path));
    }

    [Fact]
    public void FromFolder_LongPaths_AreListed()
    {
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 100), 12));
        var name = new string('n', 251) + ".jpg";
        _set.File($"a/{deep}/{name}");
        _set.Files("b", 1);

        var image = ImageDataset.FromFolder(_set.Root).Single(image => image.Label == "a");

        Assert.True(image.Path.Length > 1_400);
        Assert.True(File.Exists(image.Path));
    }

    [Theory]
    [InlineData("Daisy", "daisy")]
    [InlineData("ice cream", "icecream")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    public void FromFolder_ClassesThatLookAlike_CauseAWarning(string one, string other)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems take the names for one.");
        _set.Files(one, 2).Files(other, 2);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(2, images.ClassNames.Count);
        Assert.Single(images.Warnings, warning => warning.Contains("differ only by case, whitespace or Unicode form", StringComparison.Ordinal));
        Assert.Contains(images.Notes, note => note.Contains("Unicode form", StringComparison.Ordinal));
    }

    [Fact]
    public void FromFolder_SpacesAroundAName_AreIgnoredAsInATable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows drops such blanks itself.");
        _set.Files("a", 2).Files("a ", 2).Files("b", 1);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(["a", "b"], images.ClassNames);
        Assert.Equal(4, images.ClassCounts["a"]);
        Assert.Single(images.Warnings, warning => warning.Contains("whitespace around the name", StringComparison.Ordinal));
    }
}
