using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Dependencies point one way: no folder of the core names a type of a folder to its right, and no heavy library comes in.</summary>
public sealed partial class DependencyDirection
{
    private static readonly string[] Order =
    [
        "Errors", "Primitives", "Onnx", "Datasets", "Imaging", "Augmentations", "Inference", "Backbones", "Heads", "Features", "Evaluation", "Models",
        "Scoring", "Explanations", "FeatureTraining", "MLNet",
    ];

    [Fact]
    public void CoreFolders_LookLeftOnly()
    {
        var references = References("MlNetCnn");
        Assert.Empty(references.SelectMany(reference => new[] { reference.From, reference.To }).Distinct().Except(Order));
        Assert.Empty(references.Where(reference => Array.IndexOf(Order, reference.To) > Array.IndexOf(Order, reference.From)).Select(reference => reference.Text));
    }

    [Theory]
    [InlineData("MlNetCnn")]
    [InlineData("MlNetCnn.Diagnostics")]
    [InlineData("MlNetCnn.Training")]
    [InlineData("MlNetCnn.Cli")]
    public void Folders_DependOnEachOtherInNoCircle(string project)
    {
        var references = References(project);
        Assert.NotEmpty(references);

        // A folder that none of the others names can be taken away; what is left over stands in a circle.
        while (references.Where(reference => !references.Any(other => other.To == reference.From)).ToArray() is { Length: > 0 } first)
        {
            references = [.. references.Except(first)];
        }

        Assert.Empty(references.Select(reference => reference.Text));
    }

    [Fact]
    public void Core_DoesNotReferenceTorchSharp()
    {
        var references = typeof(ImageDecoder).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.DoesNotContain(references, name => name.StartsWith("TorchSharp", StringComparison.Ordinal));
    }

    [Fact]
    public void SkiaSharp_IsTheVersionThatMlNetCalls() => Assert.Equal(3, typeof(SKBitmap).Assembly.GetName().Version!.Major);

    [Fact]
    public void PinnedPackages_ResolveAsPinned()
    {
        foreach (var lockFile in Directory.GetFiles(Repository.Root, "packages.lock.json", SearchOption.AllDirectories))
        {
            var skia = Regex.Match(File.ReadAllText(lockFile), "\"SkiaSharp\": \\{[^}]*\"resolved\": \"([^\"]+)\"");
            // The oldest stock consumer runs ML.NET 5.0.1, which calls members that SkiaSharp 3 changed.
            var expected = lockFile.Contains("Lowest", StringComparison.Ordinal) ? "2.88.9" : "3.119.4";
            Assert.True(!skia.Success || skia.Groups[1].Value == expected, $"{lockFile} resolves SkiaSharp {skia.Groups[1].Value}");
        }
    }

    /// <summary>Each type that a file names of another folder of its project.</summary>
    private static (string From, string To, string Text)[] References(string project)
    {
        var files = Repository.Sources("src", project).Where(file => file.Relative.Contains('/'))
            .Select(file => (file.Relative, Folder: file.Relative[..file.Relative.IndexOf('/')], Code: WithoutCommentsAndStrings(File.ReadAllText(file.Path))))
            .ToArray();
        Assert.NotEmpty(files);
        var folders = (from file in files from Match type in Declaration().Matches(file.Code) select (Name: type.Groups[1].Value, file.Folder))
            .DistinctBy(type => type.Name).ToDictionary(type => type.Name, type => type.Folder);
        return
        [
            .. from file in files
               from word in Identifier().Matches(file.Code).Select(match => match.Value).Distinct()
               where folders.TryGetValue(word, out var folder) && folder != file.Folder
               select (file.Folder, folders[word], $"{project}/{file.Relative} names {word}"),
        ];
    }

    private static string WithoutCommentsAndStrings(string source) => CommentOrString().Replace(source, " ");

    [GeneratedRegex(@"^(?:public |internal |file )?(?:static |sealed |abstract |partial |readonly |unsafe )*(?:class|record struct|record|struct|enum|interface|delegate \S+) ([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<!\.)\b[A-Z]\w+\b")]
    private static partial Regex Identifier();

    // Interpolated strings keep nothing either: what stands in their holes stands elsewhere in the file too.
    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)'""", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();
}
