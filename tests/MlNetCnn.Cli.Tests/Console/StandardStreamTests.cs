using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Standard streams that are closed, whose reader has exited, or that go to a full disk, in their own processes.</summary>
[Trait("Category", "Process")]
public sealed class StandardStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _images;

    public StandardStreamTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "redirects in a shell, to /dev/full");
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(1).Save(_model);
        _images = _folder.File("set");
        foreach (var label in new[] { "ant", "bee" })
        {
            Directory.CreateDirectory(Path.Combine(_images, label));
            TinyClassifiers.WriteImage(Path.Combine(_images, label, "1.png"));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("| true")]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData(">&- 2>&- <&-")]
    public async Task Evaluate_WithoutAStream_DecidesItsGateAndWritesItsFiles(string redirect)
    {
        // Of identical images of two classes, at most half are classified correctly.
        string[] evaluate = ["evaluate", "--model", _model, "--data", _images, "--metrics", _folder.File("m.json")];
        var missed = await CliProcess.RunInShellAsync(redirect, [.. evaluate, "--min-accuracy", "0.9"]);
        Assert.Equal(ExitCode.GateMissed, missed.ExitCode);
        Assert.True(File.Exists(_folder.File("m.json")));
        Assert.Equal(!redirect.Contains("2>", StringComparison.Ordinal), missed.Error.Contains("GATE_MISSED", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(">&-", ExitCode.Done)]
    [InlineData("2>/dev/full", ExitCode.Done)]
    [Trait("Category", "Long")]
    public Task Train_WithoutAnotherStream_WritesItsModel(string redirect, int exitCode) => Train_WithoutAStream_WritesItsModel(redirect, exitCode);

    [Theory]
    [InlineData("| true", ExitCode.Done)]
    [InlineData(">/dev/full", ExitCode.Environment)]
    [InlineData("2>&-", ExitCode.Done)]
    public async Task Train_WithoutAStream_WritesItsModel(string redirect, int exitCode)
    {
        var images = Repository.Photos(8);
        File.WriteAllLines(_folder.File("t.csv"), [.. images.Select((image, i) => $"{image},{"ab"[i % 2]}").Prepend("filename,label")]);
        var run = await CliProcess.RunInShellAsync(redirect, "train", "--data", _folder.File("t.csv"), "--output", _folder.File("t.zip"), "--no-cache");
        Assert.Equal(exitCode, run.ExitCode);
        using var classifier = ImageClassifier.Load(_folder.File("t.zip"));
        Assert.Equal(["a", "b"], classifier.ClassNames);
        Assert.Equal(
            exitCode == ExitCode.Environment, run.Error.Contains("error STDOUT_NOT_WRITABLE: standard output", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2>&-", ExitCode.Data)]
    [InlineData("2>/dev/full", ExitCode.Data)]
    [InlineData(">/dev/full", ExitCode.Environment)]
    [InlineData("| true", ExitCode.Done)]
    public async Task Predict_WithoutAStream_EndsAsDocumented(string redirect, int exitCode)
    {
        var run = await CliProcess.RunInShellAsync(redirect, "predict", "--model", _model, _folder.File("nothing.png"));
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task Predict_DescriptorOfTheShell_IsWrittenTo()
    {
        var run = await CliProcess.RunInShellAsync(
            "3>&1 | cat", "predict", "--model", _model, Path.Combine(_images, "ant", "1.png"), "--format", "csv", "--output", "/dev/fd/3");
        Assert.Equal((ExitCode.Done, true), (run.ExitCode, run.Output.StartsWith("path,label", StringComparison.Ordinal)));
        run = await CliProcess.RunInShellAsync(
            $">> {_folder.File("log")}", "predict", "--model", _model, Path.Combine(_images, "ant", "1.png"), "--format", "csv", "--output", "/dev/stdout");
        Assert.Equal((ExitCode.Done, true), (run.ExitCode, File.ReadAllText(_folder.File("log")).StartsWith("path,label", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Hint_OfAnyPart_CallsTheProgramAsItWasCalled()
    {
        var run = await CliProcess.RunAsync(_folder.Root, "summary", "--architecture", "nothing");
        Assert.Matches("'dotnet .*MlNetCnn.Cli.dll summary'", run.Error);
    }
}
