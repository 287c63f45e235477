using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class DatasetsTests : IDisposable
{
    private readonly AuditSet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public async Task Audit_BundledEmoji_EndsWith0AndShowsTheClasses()
    {
        var run = await CliRunner.RunAsync("datasets", "audit", Path.Combine(Repository.Emoji, "images.csv"), "--fail-on", "warning");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("486 images in 5 classes, 486 of them usable.", run.Output);
        Assert.Contains("width 128, height 128", run.Output);
        Assert.Matches(@"vehicles +63 +36", run.Output);
        Assert.Contains("note DUPLICATE_NEAR: 4 images", run.Output);
    }

    [Fact]
    public async Task Audit_Leak_IsShownAndFailsOnlyOnDemand()
    {
        Leak();

        var run = await CliRunner.RunAsync("datasets", "audit", _set.Root, "--quiet");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("error LEAK_EXACT: 2 images have an exact copy in another split", run.Output);
        Assert.Contains(Path.Combine("test", "a", "copy.jpg"), run.Output);
        Assert.Empty(run.Error);

        var failed = await CliRunner.FailAsync(3, "AUDIT_FAILED", "datasets", "audit", _set.Root, "--fail-on", "error");
        Assert.Contains("LEAK_EXACT", failed.Error);
    }

    [Fact]
    public async Task Audit_WarningsAlone_FailOnWarningOnly()
    {
        _set.Photo("a/1.jpg", 0);
        _set.Photo("b/2.jpg", 1);

        Assert.Equal(ExitCode.Done, (await CliRunner.RunAsync("datasets", "audit", _set.Root, "--fail-on", "error")).ExitCode);
        await CliRunner.FailAsync(3, "AUDIT_FAILED", "datasets", "audit", _set.Root, "--fail-on", "warning");
    }

    [Fact]
    public async Task Audit_Json_IsOneObject()
    {
        Leak();

        var run = await CliRunner.RunAsync("datasets", "audit", _set.Root, "--json", "--quiet");
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("LEAK_EXACT", json.RootElement.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Audit_Output_WritesTheReportToTheFile()
    {
        Leak();
        using var folder = new TemporaryFolder();
        var (json, text) = (folder.File("audit.json"), folder.File("audit.txt"));

        var run = await CliRunner.RunAsync("datasets", "audit", _set.Root, "--json", "--output", json);
        await CliRunner.RunAsync("datasets", "audit", _set.Root, "--output", text);

        Assert.Equal($"Report: {json}", run.Output.Trim());
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        Assert.True(document.RootElement.GetProperty("usable").GetBoolean());
        Assert.Contains("LEAK_EXACT", await File.ReadAllTextAsync(text, TestContext.Current.CancellationToken));
        await CliRunner.FailAsync(5, "OUTPUT_IS_FOLDER", "datasets", "audit", _set.Root, "--output", folder.Root);
    }

    [Fact]
    public async Task Audit_NothingReadable_EndsWith3AfterTheReport()
    {
        _set.Text("a/1.jpg", "not an image");
        _set.Text("b/2.jpg", "not an image");

        var run = await CliRunner.FailAsync(3, "AUDIT_UNUSABLE", "datasets", "audit", _set.Root);
        Assert.Contains("0 usable of 2 images", run.Output);
    }

    [Fact]
    public async Task Audit_OneClass_EndsWith3()
    {
        _set.Photo("a/1.jpg", 0);
        await CliRunner.FailAsync(3, "AUDIT_UNUSABLE", "datasets", "audit", _set.Root);
    }

    [Fact]
    public async Task Audit_EmptyClass_IsAFindingAndNoRefusal()
    {
        _set.Photo("a/1.jpg", 0);
        _set.Photo("b/2.jpg", 1);
        Directory.CreateDirectory(_set.At("c"));

        var run = await CliRunner.RunAsync("datasets", "audit", _set.Root);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("warning LISTING: no images in the class folder", run.Output);
    }

    [Fact]
    public async Task Audit_Archive_SaysToUnpack()
    {
        var run = await CliRunner.FailAsync(3, "DATA_IS_ARCHIVE", "datasets", "audit", _set.Text("set.zip", "PK"));
        Assert.Contains("unpack it first", run.Error);
    }

    [Theory]
    [InlineData("--near-threshold", "16")]
    [InlineData("--fail-on", "note")]
    public async Task Audit_OptionOutOfRange_EndsWith2(string option, string value) =>
        Assert.Equal(ExitCode.Usage, (await CliRunner.RunAsync("datasets", "audit", _set.Root, option, value)).ExitCode);

    [Fact]
    public async Task List_BundledSets_ShowsCountsLicenceAndPath()
    {
        var run = await CliRunner.RunAsync("datasets", "list");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches(@"emoji +5 +306 +180 +MIT, Apache-2\.0, CC BY 4\.0", run.Output);
        Assert.Contains(Path.Combine("datasets", "emoji", "images.csv"), run.Output);
    }

    private void Leak()
    {
        _set.Photo("train/a/1.jpg", 0);
        _set.Photo("train/b/2.jpg", 1);
        _set.Photo("test/a/copy.jpg", 0);
    }
}
