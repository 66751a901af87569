#include <stdio.h>

int main(void)
{
    puts("a static program in an image of its own");
    return 0;
}
