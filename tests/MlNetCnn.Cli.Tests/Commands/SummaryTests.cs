using System.Text.Json.Nodes;
using MlNetCnn.Training;
using MlNetCnn.Training.Networks;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public class SummaryTests
{

    [Fact]
    public async Task Summary_OfANamedNetwork_ShowsLayersAndSums()
    {
        var run = await CliRunner.RunAsync("summary", "--architecture", "resnet20");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Matches("layer2\\.0\\.conv1 +Conv2D +32x16x3x3 +2x2 +32x16x16 +4,608 +1\\.7 % +1,179,648 +2\\.9 % +17x17", run.Output);
        Assert.Matches("dense1 +Dense +10x64 +10 +650 +0\\.2 % +640 +all", run.Output);
        Assert.Matches("parameters +272,474 \\(1\\.0 MiB", run.Output);
        Assert.Matches("multiply-adds +40,813,184 per image", run.Output);
        Assert.Contains("train --data YOUR_PHOTOS --method scratch --architecture resnet20 --input-size 32 --output photos.zip", run.Output);
        Assert.DoesNotContain("relu1", run.Output);
        Assert.Contains("28 layers without weights that keep the shape", run.Output);
    }

    [Fact]
    public async Task Summary_Verbose_ShowsEveryLayer()
    {
        var run = await CliRunner.RunAsync("summary", "--architecture", "resnet20", "--verbose");

        Assert.Matches("layer1\\.0\\.relu1 +ReLU", run.Output);
        Assert.DoesNotContain("are listed with --verbose", run.Output);
    }

    [Fact]
    public async Task Summary_ChosenWidthDepthSizeClassesAndGrey_BuildsThatNetwork()
    {
        var run = await CliRunner.RunAsync(
            "summary", "--architecture", "Simple-CNN", "--depth", "2", "--width", "0.5", "--input-size", "20", "--classes", "7", "--grayscale", "--format", "json");

        var summary = JsonNode.Parse(run.Output)!;
        Assert.Equal("simple-cnn", (string)summary["name"]!);
        Assert.Equal([1, 20, 20], summary["input"]!.AsArray().Select(size => (int)size!));
        Assert.Equal(7, (int)summary["classes"]!);
        var layers = summary["layers"]!.AsArray();
        Assert.Equal([16, 1, 3, 3], layers[0]!["filter"]!.AsArray().Select(size => (int)size!));
        Assert.Equal([32, 5, 5], layers.Last(layer => (string)layer!["kind"]! == "MaxPool")!["output"]!.AsArray().Select(size => (int)size!));
        Assert.Equal([7, 32], layers[^1]!["filter"]!.AsArray().Select(size => (int)size!));
        Assert.Null(layers[^1]!["receptiveField"]);
        Assert.Equal((16 * 9) + 32 + (32 * 16 * 9) + 64 + (7 * 32) + 7, (int)summary["parameters"]!);
        Assert.Equal(1, layers.Sum(layer => (double)layer!["multiplyAddShare"]!), 1e-9);
    }

    [Theory]
    [InlineData]
    [InlineData("--list")]
    public async Task Summary_WithoutANetwork_ListsAll(params string[] args)
    {
        var run = await CliRunner.RunAsync(["summary", .. args]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.All(CnnNetworks.Names, name => Assert.Contains($"  {name} ", run.Output));
        Assert.Matches("vgg16 +224x224 +32 +1000 +138,357,544 +15,470,264,320", run.Output);
        Assert.Matches("resnet20 +32x32 +8 +10 +272,474", run.Output);
    }

    [Fact]
    public async Task Summary_ListAsJson_HasEveryNetwork()
    {
        var run = await CliRunner.RunAsync("summary", "--format", "json");

        var networks = JsonNode.Parse(run.Output)!.AsArray();
        Assert.Equal(CnnNetworks.Names, networks.Select(network => (string)network!["name"]!));
        Assert.Equal(4, (int)networks.Single(network => (string)network!["name"]! == "simple-cnn")!["depth"]!);
    }

    [Fact]
    public async Task Summary_OfABackbone_IsThatOfItsFile()
    {
        var named = await CliRunner.RunAsync("summary", "--backbone", "resnet18.mlnet");
        var file = await CliRunner.RunAsync("summary", "--backbone", TestBackbones.Default);

        Assert.Contains("512x512x3x3", named.Output);
        Assert.Contains("15,891,328", named.Output);
        Assert.Equal(named.Output.Split('\n').Skip(1), file.Output.Split('\n').Skip(1));
    }

    [Theory]
    [InlineData("resnet18.mlnet")]
    [InlineData(null)]
    public async Task Summary_OfABackboneForSomeClasses_HasANewClassifier(string? name)
    {
        var run = await CliRunner.RunAsync("summary", "--backbone", name ?? TestBackbones.Default, "--classes", "5");

        Assert.Matches("logits +Dense +5x512 +5 +2,565", run.Output);
        Assert.Contains("15,893,893", run.Output);
    }

    [Theory]
    [InlineData("--architecture", "mlp", "--backbone", "x")]
    [InlineData("--architecture", "mlp", "--list")]
    [InlineData("--backbone", "resnet18.mlnet", "--width", "2")]
    [InlineData("--backbone", "resnet18.mlnet", "--depth", "2")]
    [InlineData("--backbone", "resnet18.mlnet", "--grayscale")]
    [InlineData("--width", "2")]
    [InlineData("--classes", "2")]
    [InlineData("--list", "--input-size", "32")]
    [InlineData("--architecture", "mlp", "--width", "0")]
    [InlineData("--architecture", "mlp", "--classes", "1")]
    [InlineData("--architecture", "mlp", "--input-size", "5000")]
    public async Task Summary_OptionsThatContradict_AreRefused(params string[] args) =>
        await CliRunner.FailAsync(2, "USAGE", ["summary", .. args]);

    [Theory]
    [InlineData(2, "NETWORK_UNKNOWN", "--architecture", "resnet19")]
    [InlineData(2, "NETWORK_RANGE", "--architecture", "resnet18", "--depth", "3")]
    [InlineData(2, "NETWORK_INPUT_SIZE", "--architecture", "inception-v3", "--input-size", "64")]
    [InlineData(4, "BACKBONE_NOT_FOUND", "--backbone", "nothing")]
    public async Task Summary_OfAnUnknownNetwork_Fails(int exitCode, string code, params string[] args) =>
        await CliRunner.FailAsync(exitCode, code, ["summary", .. args]);
}
