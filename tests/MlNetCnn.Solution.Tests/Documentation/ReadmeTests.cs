using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The README's C# is what <see cref="ReadmeCode"/> compiles, and it runs.</summary>
[Collection(CurrentFolderCollection.Name)]
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    [Fact]
    public void CSharpBlocks_EqualTheCompiledCode()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "MlNetCnn.Solution.Tests", "Documentation", "ReadmeCode.cs")).ReplaceLineEndings("\n");
        string[] shown = [.. CSharpBlock().Matches(readme).Select(match => match.Groups[1].Value.Trim('\n'))];
        string[] compiled = [.. Snippet().Matches(source).Select(match => Unindent(match.Groups[1].Value.Trim('\n')))];
        Assert.NotEmpty(shown);
        Assert.Equal(compiled.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AugmentationSpecs_InTheTables_AreUnderstood()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string[] specs = [.. SpecText().Matches(readme).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(specs);
        Assert.All(specs, spec => Assert.NotEqual(Augmentation.None, Augmentation.Parse(spec)));
        Assert.All(
            ["zoom", "shear", "height-shift", "vflip", "brightness", "channel-shift", "fill", "fill-value"],
            word => Assert.True(readme.Contains($"{word}=", StringComparison.Ordinal) || readme.Contains($"`{word}`", StringComparison.Ordinal), word));
        Assert.NotEqual(
            Augmentation.None, Augmentation.Parse("zoom=0.9..1.1,shear=1,height-shift=0.1,vflip,brightness=0.1,channel-shift=10,fill=constant,fill-value=9"));
    }

    [Fact]
    public async Task Code_OnBundledPhotos_RunsFromTrainingToProduction()
    {
        foreach (var photo in Repository.Photos(20, "train"))
        {
            var target = Path.Combine(_folder.Root, "photos", Path.GetFileName(Path.GetDirectoryName(photo)!), Path.GetFileName(photo));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(photo, target);
        }

        Directory.CreateDirectory(_folder.File("new-photos"));
        File.Copy(Repository.Photos(1)[0], Path.Combine(_folder.File("new-photos"), "a.jpg"));
        File.Copy(Repository.Photos(1)[0], _folder.File("new.jpg"));
        Environment.CurrentDirectory = _folder.Root;
        var trained = await ReadmeCode.Train();
        Assert.InRange(trained.TestReport!.Accuracy, 0, 1);
        Assert.InRange((await ReadmeCode.FineTune()).History.Count, 2, 11);
        Assert.InRange((await ReadmeCode.Scratch()).History.Count, 16, 31);
        Assert.InRange(ReadmeCode.Pipeline(), 0, 1);
        Assert.Contains(ReadmeCode.Production(), trained.ClassNames);
        await ReadmeCode.Folder();
        Assert.True(File.Exists("photos.onnx") && File.Exists("pipeline.zip") && File.Exists("tuned.zip") && File.Exists("scratch.zip"));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    private static string Unindent(string code)
    {
        var lines = code.Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex("Augmentation\\.Parse\\(\"([^\"]+)\"\\)")]
    private static partial Regex SpecText();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"// begin: \w+\n(.*?)\n *// end", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
