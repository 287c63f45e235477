using System.Text.RegularExpressions;
using Microsoft.ML;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The C# of README.md and of the pages in docs is what <see cref="ReadmeCode"/> compiles, and it runs.</summary>
[Collection(CurrentFolderCollection.Name)]
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    /// <summary>The pages with C#. Those of packages are whole programs; the tutorial has tests of its own.</summary>
    public static TheoryData<string> PagesWithCode =>
        [.. Pages.All.Where(page => page != "docs/cnn-step-by-step.md" && page != "CONTRIBUTING.md" && CSharpBlock().IsMatch(Pages.Read(page)))];

    /// <summary>The pages whose code is a web application, with the using lines that its project implies.</summary>
    private static readonly string[] WebPages = ["docs/serving.md", "src/MlNetCnn.AspNetCore/README.md"];

    private static readonly string[] WebUsings =
    [
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    [Fact]
    public void WebPages_ShowTheSample()
    {
        var sample = Pages.Read("samples/WebApi/Program.cs").TrimEnd('\n');
        Assert.All(WebPages, page => Assert.Equal(sample, Blocks(page).First().TrimEnd('\n')));
    }

    [Fact]
    public void CSharpBlocks_EqualTheCompiledCode()
    {
        var source = Pages.Read("tests/MlNetCnn.Solution.Tests/Documentation/ReadmeCode.cs");
        string[] shown =
        [
            .. PagesWithCode.Select(row => row.Data).Where(page => !page.StartsWith("src/", StringComparison.Ordinal)).Except(WebPages).SelectMany(Blocks).Distinct(),
        ];
        string[] compiled = [.. Snippet().Matches(source).Select(match => Unindent(match.Groups[1].Value.Trim('\n')))];
        Assert.NotEmpty(shown);
        Assert.Equal(compiled.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    /// <summary>All blocks of a page in one program that has nothing but the page's own using lines and those of a new project.</summary>
    [Theory]
    [MemberData(nameof(PagesWithCode))]
    [Trait("Category", "Process")]
    public async Task CSharpBlocks_AfterTheUsingLines_CompileInANewProject(string page)
    {
        var blocks = Blocks(page);
        string[] types = [.. blocks.Where(block => block.StartsWith("public sealed class", StringComparison.Ordinal))];
        File.WriteAllText(_folder.File("Program.cs"), string.Join('\n', [UsingLines().Match(Pages.Read(page)).Groups[1].Value, .. blocks.Except(types), .. types]));
        string[] implicitly = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", .. WebPages.Contains(page) ? WebUsings : Array.Empty<string>()];
        File.WriteAllText(_folder.File("Usings.cs"), string.Join('\n', implicitly.Select(name => $"global using global::{name};")));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("MlNetCnn.Tests", StringComparison.Ordinal)).Select(file => $"/r:\"{file}\"");
        File.WriteAllLines(
            _folder.File("program.rsp"),
            [.. references, "/nostdlib", "/nullable:enable", "/langversion:latest", "/target:exe", "/warnaserror", $"/out:\"{_folder.File("program.dll")}\"",
                $"\"{_folder.File("Program.cs")}\"", $"\"{_folder.File("Usings.cs")}\""]);

        var (exitCode, output, error) = await StockRunner.RunAsync(DotNetSdk.Compiler, ["/noconfig", "/nologo", $"@{_folder.File("program.rsp")}"]);

        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public void AugmentationSpecs_InTheTables_AreUnderstood()
    {
        var page = Pages.Read("docs/migration.md");
        string[] specs = [.. SpecText().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(specs);
        Assert.All(specs, spec => Assert.NotEqual(Augmentation.None, Augmentation.Parse(spec)));
        Assert.All(
            ["zoom", "shear", "height-shift", "vflip", "brightness", "channel-shift", "fill", "fill-value"],
            word => Assert.True(page.Contains($"{word}=", StringComparison.Ordinal) || page.Contains($"`{word}`", StringComparison.Ordinal), word));
        Assert.NotEqual(
            Augmentation.None, Augmentation.Parse("zoom=0.9..1.1,shear=1,height-shift=0.1,vflip,brightness=0.1,channel-shift=10,fill=constant,fill-value=9"));
    }

    [Fact]
    public async Task Code_OnBundledPhotos_RunsFromTrainingToProduction()
    {
        CopyPhotos("train", "photos");
        CopyPhotos("test", "more-photos");
        Directory.CreateDirectory(_folder.File("new-photos"));
        File.Copy(Repository.Photos(1)[0], Path.Combine(_folder.File("new-photos"), "a.jpg"));
        File.Copy(Repository.Photos(1)[0], _folder.File("new.jpg"));
        Environment.CurrentDirectory = _folder.Root;
        var trained = await ReadmeCode.Train();
        Assert.InRange(trained.TestReport!.Accuracy, 0, 1);
        Assert.Equal(trained.TestReport.Accuracy, (await ReadmeCode.TrainWithReport()).TestReport!.Accuracy);
        Assert.Equal(20, (await ReadmeCode.Audit()).ReadableCount);
        Assert.InRange((await ReadmeCode.FineTune()).History.Count, 2, 11);
        Assert.InRange((await ReadmeCode.Scratch()).History.Count, 16, 31);
        Assert.InRange(ReadmeCode.Pipeline(), 0, 1);
        Assert.Contains(ReadmeCode.Production(), trained.ClassNames);
        await ReadmeCode.Folder();
        Assert.Single((await ReadmeCode.Memory()).Select(prediction => prediction.Label).Distinct());
        Assert.Equal(20, (await ReadmeCode.Evaluate()).Count);
        ReadmeCode.Explain();
        Assert.Contains(PredictByPipeline(), trained.ClassNames);
        Assert.True(File.Exists("photos.onnx") && File.Exists("tuned.zip") && File.Exists("scratch.zip") && File.Exists("photos.html") && File.Exists("why.png"));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Comparison_OnBundledPhotos_Runs()
    {
        CopyPhotos("train", "photos");
        Environment.CurrentDirectory = _folder.Root;
        Assert.Equal(3, (await ReadmeCode.Compare()).Count);
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    private void CopyPhotos(string split, string folder)
    {
        foreach (var photo in Repository.Photos(20, split))
        {
            var target = Path.Combine(_folder.Root, folder, Path.GetFileName(Path.GetDirectoryName(photo)!), Path.GetFileName(photo));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(photo, target);
        }
    }

    private static string PredictByPipeline()
    {
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(ml.Model.Load("pipeline.zip", out _));
        return engine.Predict(new Photo { ImagePath = "new.jpg" }).PredictedLabel;
    }

    private static string[] Blocks(string page) => [.. CSharpBlock().Matches(Pages.Read(page)).Select(match => match.Groups[1].Value.Trim('\n'))];

    private static string Unindent(string code)
    {
        var lines = code.Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex("Augmentation\\.Parse\\(\"([^\"]+)\"\\)")]
    private static partial Regex SpecText();

    [GeneratedRegex("```cs\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex UsingLines();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"// begin: \w+\n(.*?)\n *// end", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
