using System.Text.Json.Nodes;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class KnownNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromFile_ManifestBesideIt_TellsPreprocessingAndLicense()
    {
        var path = Write(manifest => manifest["sha256"] = manifest["sha256"]!.GetValue<string>().ToUpperInvariant());
        Assert.Equal(Preprocessing.Inception, PreprocessingComparison.FindKnown(path));
        var backbone = Backbone.FromFile(path, Preprocessing.Inception);
        Assert.Equal(("BSD-3-Clause", "somewhere", "https://example.org/paper"), (backbone.License, backbone.Source, backbone.Paper));
    }

    [Theory]
    [InlineData("sha256", "0000", "SHA-256 0000")]
    [InlineData("origin", null, "origin")]
    [InlineData("no such member", "x", "no such member")]
    public void FindKnown_WrongManifest_IsRefused(string member, string? value, string told)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => PreprocessingComparison.FindKnown(Write(manifest => manifest[member] = value)));
        Assert.Equal(("MANIFEST_INVALID", ErrorKind.Model), (exception.Code, exception.Kind));
        Assert.Contains(told, $"{exception.Expected} {exception.Received}");
    }

    [Fact]
    public void Manifests_OfTheRepository_CanBeReadAndAreListed()
    {
        var folder = Path.Combine(Repository.Root, "pretrained");
        var listed = File.ReadAllText(Path.Combine(folder, "README.md"));
        var manifests = Directory.GetFiles(folder, "*.json");
        Assert.NotEmpty(manifests);
        foreach (var file in manifests)
        {
            Assert.Contains($"`{Path.GetFileName(file)}`", listed);
            File.Copy(file, _folder.File(Path.GetFileName(file)));
            var network = TinyNet.WithBody().Classify().Save(_folder, Path.GetFileNameWithoutExtension(file) + ".onnx");
            var exception = Assert.Throws<MlNetCnnException>(() => PreprocessingComparison.FindKnown(network));
            Assert.Contains($"SHA-256 {JsonNode.Parse(File.ReadAllText(file))!["sha256"]}", exception.Expected);
            Assert.All(
                JsonNode.Parse(File.ReadAllText(file))!["accuracy"]!.AsObject(), accuracy => Assert.InRange(accuracy.Value!.GetValue<double>(), 50, 100));
        }
    }

    private string Write(Action<JsonObject> change)
    {
        var path = TinyNet.WithBody().Classify().Save(_folder, "mine.onnx");
        var manifest = new JsonObject
        {
            ["name"] = "mine",
            ["origin"] = "somewhere",
            ["license"] = "BSD-3-Clause",
            ["sha256"] = Backbone.Digest(File.ReadAllBytes(path), []),
            ["preprocessing"] = "inception",
            ["paper"] = "https://example.org/paper",
            ["accuracy"] = new JsonObject { ["mine"] = 97.5 },
        };
        change(manifest);
        File.WriteAllText(_folder.File("mine.json"), manifest.ToJsonString());
        return path;
    }
}
