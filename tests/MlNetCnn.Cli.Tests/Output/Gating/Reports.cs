namespace MlNetCnn.Cli.Tests;

/// <summary>Reports made from labels and answers, without a network.</summary>
internal static class Reports
{
    /// <summary>A report on photos that were each taken for one class with certainty.</summary>
    public static ClassificationReport Of(string[] classNames, params (int True, int Predicted)[] answers) => ClassificationReport.Create(
        classNames,
        [.. answers.Select(answer => answer.True)],
        [.. answers.Select(answer => Enumerable.Range(0, classNames.Length).Select(k => k == answer.Predicted ? 1f : 0).ToArray())]);
}
