using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary><c>upgrade</c>, and the notes of other commands about packages that need it.</summary>
public sealed class UpgradeTests : IDisposable
{
    private static readonly string Released = Path.Combine(Repository.Fixtures, "0.1.0", "model.zip");

    private readonly TemporaryFolder _folder = new();

    private string Output => _folder.File("new.zip");

    [Fact]
    public async Task Upgrade_WithoutImages_SaysThatTheFactorIsTheDefault()
    {
        var run = await CliRunner.RunAsync("upgrade", Released, "--output", Output);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("ML.NET resizes to 2 x 8, the graph downscales: the same predictions under plain ML.NET 5.0.1 and 6", run.Output);
        Assert.Contains("Resize factor: 2, the default; use --images PATH", run.Output);
        Assert.Contains("Verified: on 2 images plain ML.NET 6.0.0", run.Output);
        Assert.DoesNotContain("Compared", run.Output);
        Assert.Equal(2, ModelFile.Read(Output, TestContext.Current.CancellationToken).Card.ResizeFactor);
    }

    [Fact]
    public async Task Upgrade_Images_ShowsTheChange()
    {
        var data = Images();

        var run = await CliRunner.RunAsync("upgrade", Released, "--output", Output, "--images", data);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("Resize factor: 1.5, chosen from the sizes of 4 images.", run.Output);
        Assert.Matches(@"old package, plain ML\.NET 6 against 5: [0-4] of 4 get the same class; scores differ by 0\.\d{4} on average, 0\.\d{4} at most", run.Output);
        Assert.Matches(@"new package against the old one: +[0-4] of 4 get the same class", run.Output);
        var means = Regex.Matches(run.Output, @"by (0\.\d{4}) on average").Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(2, means.Length);
        Assert.NotEqual(means[0], means[1]);
        Assert.Equal(string.CompareOrdinal(means[1], means[0]) > 0, run.Output.Contains("Note: the upgrade changes more than plain ML.NET 6 does"));
    }

    [Fact]
    public async Task Upgrade_FactorOf1_SaysForWhichImagesItHolds()
    {
        var run = await CliRunner.RunAsync("upgrade", Released, "--output", Output, "--resize-factor", "1");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("for images up to that size", run.Output);
        Assert.Contains("Resize factor: 1, as specified.", run.Output);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "OPTION_OUT_OF_RANGE", "--resize-factor", "5")]
    [InlineData(ExitCode.Usage, "OPTION_OUT_OF_RANGE", "--resize-factor", "much")]
    [InlineData(ExitCode.Data, "DATA_NO_IMAGES", "--images", "/there/is/nothing")]
    public async Task Upgrade_InvalidOption_IsRefused(int exitCode, string code, params string[] args)
    {
        await CliRunner.FailAsync(exitCode, code, ["upgrade", Released, "--output", Output, .. args]);

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Upgrade_FolderWithoutImages_IsRefused()
    {
        Directory.CreateDirectory(_folder.File("empty"));

        await CliRunner.FailAsync(ExitCode.Data, "DATA_NO_IMAGES", "upgrade", Released, "--output", Output, "--images", _folder.File("empty"));

        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task Upgrade_NewPackage_SaysThatNothingNeedsDoing()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("m.zip"));

        var run = await CliRunner.FailAsync(ExitCode.Model, "MODEL_UPGRADED", "upgrade", _folder.File("m.zip"), "--output", Output);

        Assert.Contains("use the package unchanged", run.Error);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task Upgrade_WrongFiles_AreRefused()
    {
        await CliRunner.FailAsync(ExitCode.Model, "MODEL_NOT_FOUND", "upgrade", _folder.File("gone.zip"), "--output", Output);
        await CliRunner.FailAsync(
            ExitCode.Model, "MODEL_NOT_PACKAGE", "upgrade", Path.ChangeExtension(Released, ".onnx"), "--output", Output);
        await CliRunner.FailAsync(ExitCode.Usage, "OUTPUT_IS_INPUT", "upgrade", Released, "--output", Released);
        await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "upgrade", Released, "--output", _folder.File("new.onnx"));
        await CliRunner.FailAsync(ExitCode.Environment, "OUTPUT_IS_FOLDER", "upgrade", Released, "--output", Directory.CreateDirectory(_folder.File("f.zip")).FullName);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task Evaluate_PackageOf010_ReportsTheChangeUnderMlNet6AndTheFix()
    {
        var run = await CliRunner.RunAsync("evaluate", "--model", Released, "--data", Images());

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches(
            @"Note: this package was written by MlNetCnn 0\.1\.0\. It gets different pixels under plain ML\.NET 6 than under plain ML\.NET 5: of 4 images [0-4] gets? another class, scores differ by 0\.\d{4} on average;",
            run.Output);
        Assert.Contains("upgrade ", run.Output);
        Assert.Contains("model-upgraded.zip", run.Output);
    }

    [Fact]
    public async Task Evaluate_NewPackageOrNetworkAlone_HasNoSuchNote()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("m.zip"));
        var data = Images();
        foreach (var model in new[] { _folder.File("m.zip"), Path.ChangeExtension(Released, ".onnx") })
        {
            var run = await CliRunner.RunAsync("evaluate", "--model", model, "--data", data);

            Assert.Equal((ExitCode.Done, false), (run.ExitCode, run.Output.Contains("was written by")));
        }
    }

    [Fact]
    public async Task Doctor_Model_SaysWhatItIs()
    {
        TinyClassifiers.Create(seed: 1, factor: 1.75).Save(_folder.File("m.zip"));

        Assert.Matches(
            $"ok +model +version {ModelCard.CurrentVersion}, input 8 x 8, crop; ML.NET resizes to 1.75 x 8, the graph downscales: the same predictions under plain ML.NET 5.0.1 and 6",
            await DoctorAsync(ExitCode.Done, _folder.File("m.zip")));
        var old = await DoctorAsync(ExitCode.Done, Released);
        Assert.Matches("warn +model +written by 0.1.0, input 8 x 8, crop: plain ML.NET 6 decodes different pixels than 5", old);
        Assert.Matches("fix: +.*upgrade .*model.zip --output .*model-upgraded.zip --images PATH", old);
        Assert.Matches("ok +model +version 0.1.0, input 8 x 8, crop; an ONNX network", await DoctorAsync(ExitCode.Done, Path.ChangeExtension(Released, ".onnx")));
        Assert.Matches("FAIL +model +MODEL_NOT_FOUND: there is no file", await DoctorAsync(ExitCode.Environment, _folder.File("gone.zip")));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> DoctorAsync(int exitCode, string model)
    {
        var run = await CliRunner.RunAsync("doctor", "--model", model);
        Assert.Equal(exitCode, run.ExitCode);
        return run.Output;
    }

    private string Images()
    {
        foreach (var (label, name) in new[] { ("ant", "a"), ("ant", "b"), ("bee", "c"), ("bee", "d") })
        {
            Directory.CreateDirectory(_folder.File($"data/{label}"));
            TestPictures.Write(_folder.File($"data/{label}/{name}.png"), 12, 12, SKEncodedImageFormat.Png);
        }

        return _folder.File("data");
    }
}
