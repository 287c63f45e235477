using Xunit;

namespace MlNetCnn.Tests;

public sealed class MatrixInverseTests
{
    [Fact]
    public void Of_RandomMatrix_TimesItselfIsIdentity()
    {
        const int N = 40;
        var random = new Random(3);
        var matrix = new double[N, N];
        for (var i = 0; i < N * N; i++)
        {
            matrix[i / N, i % N] = random.NextDouble() - 0.5;
        }

        var inverse = MatrixInverse.Of(matrix);
        for (var row = 0; row < N; row++)
        {
            for (var column = 0; column < N; column++)
            {
                var sum = Enumerable.Range(0, N).Sum(k => matrix[row, k] * inverse[k, column]);
                Assert.Equal(row == column ? 1 : 0, sum, 1e-9);
            }
        }
    }

    [Fact]
    public void Of_SingularMatrix_Throws() => Assert.Throws<ArithmeticException>(() => MatrixInverse.Of(new double[3, 3]));
}
