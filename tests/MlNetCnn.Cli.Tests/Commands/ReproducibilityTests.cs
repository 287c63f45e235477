using Xunit;

namespace MlNetCnn.Cli.Tests;

[Trait("Category", "Process")]
public sealed class ReproducibilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_OtherProcessFolderAndThreads_WritesTheSameBytes()
    {
        var runs = await Task.WhenAll(Train("a", threads: 1), Train("somewhere/else", threads: 3));

        Assert.Equal(File.ReadAllBytes(runs[0]), File.ReadAllBytes(runs[1]));
        Assert.Equal(File.ReadAllBytes(runs[0] + ".onnx"), File.ReadAllBytes(runs[1] + ".onnx"));

        async Task<string> Train(string folder, int threads)
        {
            var images = _folder.Copy($"{folder}/photos", 8, "animals", "clothing", "vehicles");
            var model = _folder.File($"{folder}/m.zip");
            var run = await CliProcess.RunAsync(
                _folder.File($"{folder}/cache"),
                "train", "--data", images, "--output", model, "--onnx", model + ".onnx", "--threads", $"{threads}", "--seed", "3");
            Assert.Equal(ExitCode.Done, run.ExitCode);
            return model;
        }
    }
}
