namespace MlNetCnn.Training;

/// <summary>The symmetric Beta distribution.</summary>
internal static class BetaDistribution
{
    /// <summary>Samples from Beta(alpha, alpha).</summary>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="alpha">Above 0: below 1 most values are near 0 and 1, at 1 they are uniform, above 1 most are near a half.</param>
    /// <returns>A number from 0 to 1.</returns>
    public static double Next(SeededRandom random, double alpha)
    {
        var (first, second) = (Gamma(random, alpha), Gamma(random, alpha));

        // For a very small alpha both may underflow to 0; both ends are then equally likely.
        return first + second > 0 ? first / (first + second) : random.Next(2);
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    private static double Gamma(SeededRandom random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.NextNormal();
            var root = 1 + (c * normal);
            if (root <= 0)
            {
                continue;
            }

            var v = root * root * root;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
