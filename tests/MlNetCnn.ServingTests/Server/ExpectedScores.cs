using System.Security.Cryptography;
using System.Text.Json;

namespace MlNetCnn.ServingTests;

/// <summary>The scores of a model for some images, without a server; its answers must be equal to the bit.</summary>
internal sealed class ExpectedScores
{
    private readonly Dictionary<string, float>[] _scores;

    /// <param name="model">The file of the model.</param>
    /// <param name="photos">The images.</param>
    public ExpectedScores(string model, IReadOnlyList<string> photos)
    {
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        using var classifier = ImageClassifier.Load(model);
        _scores = [.. photos.Select(photo => classifier.ClassNames.Zip(classifier.Predict(photo).Scores).ToDictionary())];
    }

    /// <summary>The hash of the file, as answers name it.</summary>
    public string Sha256 { get; }

    /// <summary>Whether an answer has exactly the scores of this model.</summary>
    /// <param name="photo">The index of the image.</param>
    /// <param name="reply">The answer.</param>
    public bool Match(int photo, HttpReply reply)
    {
        using var answer = JsonDocument.Parse(reply.Body);
        var classes = answer.RootElement.GetProperty("classes").EnumerateArray()
            .ToDictionary(one => one.GetProperty("label").GetString()!, one => one.GetProperty("probability").GetSingle());
        return classes.Count == _scores[photo].Count && _scores[photo].All(pair => classes.TryGetValue(pair.Key, out var score) && score == pair.Value);
    }

    /// <summary>Sends each image on one connection, and returns the number of answers that are not exactly these scores.</summary>
    public async Task<int> MismatchesAsync(ServerProcess server, IReadOnlyList<LoadRequest> requests)
    {
        using var connection = await HttpConnection.ConnectAsync(server.Endpoint);
        var wrong = 0;
        for (var i = 0; i < requests.Count; i++)
        {
            var reply = await connection.SendAsync(requests[i].Head, requests[i].Body);
            wrong += reply.Status == 200 && Match(i, reply) ? 0 : 1;
        }

        return wrong;
    }
}
